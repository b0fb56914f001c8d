"""Links to files: secrets with a short life, the newest per path. Never print, log, export or fold a `url`."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from onrecord.storage.holdings import chunks
from onrecord.storage.rows import insert_rows
from onrecord.storage.schema import link


def newest_links(conn: Connection, workspace_id: int, paths: Collection[str]) -> dict[str, int]:
    """When the newest link to each path was asked for (the provider's time); paths without a link are absent."""
    found: dict[str, int] = {}
    for some in chunks(paths):
        asked = select(link.c.path, link.c.asked_ms).where(link.c.workspace_id == workspace_id, link.c.path.in_(some))
        found.update((row.path, row.asked_ms) for row in conn.execute(asked))
    return found


def link_url(conn: Connection, workspace_id: int, path: str) -> tuple[str, int] | None:
    """(url, asked_ms) of the newest link to a path."""
    row = conn.execute(
        select(link.c.url, link.c.asked_ms).where(link.c.workspace_id == workspace_id, link.c.path == path)
    ).first()
    return None if row is None else (row.url, row.asked_ms)


def drop_links(conn: Connection, workspace_id: int, paths: Collection[str], *, surface: str, asked_ms: int) -> None:
    """Forget the links that one answer gave; those that a newer one has replaced stay."""
    theirs = (link.c.workspace_id == workspace_id, link.c.surface == surface, link.c.asked_ms == asked_ms)
    for some in chunks(paths):
        conn.execute(delete(link).where(*theirs, link.c.path.in_(some)))


def put_links(
    conn: Connection, workspace_id: int, links: Collection[tuple[str, str]], *, surface: str, asked_ms: int
) -> None:
    """Keep (path, url) pairs that one answer gave, unless a newer answer gave the same path another link."""
    rows = [(workspace_id, path, url, surface, asked_ms) for path, url in sorted(dict(links).items())]
    insert_rows(
        conn,
        "link",
        ("workspace_id", "path", "url", "surface", "asked_ms"),
        rows,
        tail="ON CONFLICT (workspace_id, path) DO UPDATE SET url = excluded.url, surface = excluded.surface,"
        " asked_ms = excluded.asked_ms WHERE excluded.asked_ms >= link.asked_ms",
    )
