"""Reading links on both databases."""

from sqlalchemy import insert

from onrecord.storage.engine import Database
from onrecord.storage.links import link_url, newest_links
from onrecord.storage.schema import link


def put(database: Database, path: str, asked_ms: int) -> None:
    row = {"workspace_id": 1, "path": path, "url": f"https://share.quo.com{path}?sig=x", "surface": "dated"}
    database.writer.write(lambda conn: conn.execute(insert(link).values(asked_ms=asked_ms, **row)))


def test_the_link_to_a_path_comes_with_the_time_it_was_asked_for(database: Database) -> None:
    put(database, "/a", 7)
    put(database, "/b", 9)
    with database.reading() as conn:
        assert newest_links(conn, 1, ["/a", "/b", "/c"]) == {"/a": 7, "/b": 9}
        assert link_url(conn, 1, "/b") == ("https://share.quo.com/b?sig=x", 9)
        assert link_url(conn, 1, "/c") is None
        assert link_url(conn, 2, "/b") is None
