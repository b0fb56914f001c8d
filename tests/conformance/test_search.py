"""The search index says the same on both databases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from onrecord.storage import search
from onrecord.storage.engine import Database

INSERT = text(
    "INSERT INTO activity (workspace_id, id, kind, line_id, conversation_key, at_ms, search_id)"
    " VALUES (:workspace, :id, 'message', :line, 'k', :at_ms, :search_id)"
)


def keep(database: Database, *told: tuple[str, int, str], line: str = "PN1", workspace: int = 1) -> None:
    """Index (activity id, time, text)."""

    def job(conn: Connection) -> None:
        ids = search.allocate(conn, [at_ms for _, at_ms, _ in told])
        for (id_, at_ms, words), search_id in zip(told, ids, strict=True):
            row = {"workspace": workspace, "id": id_, "line": line, "at_ms": at_ms, "search_id": search_id}
            conn.execute(INSERT, row)
            search.index_rows(conn, [(search_id, words)])

    database.writer.write(job)


def found(database: Database, words: str, **more: object) -> list[str]:
    with database.reading() as conn:
        return [id_ for id_, _ in search.find(conn, 1, words, **{"limit": 50, **more})]  # type: ignore[arg-type]  # as given


def test_all_words_must_be_there_and_the_last_may_be_unfinished(database: Database) -> None:
    keep(database, ("AC1", 1, "the basement wall"), ("AC2", 2, "basement walls and floors"), ("AC3", 3, "a floor"))
    assert found(database, "basement wall") == ["AC2", "AC1"]
    assert found(database, "wall basement") == ["AC1"]
    assert found(database, "wall base") == ["AC1"]
    assert found(database, "bas") == ["AC2", "AC1"]
    assert found(database, "asement") == []


def test_case_and_diacritics_do_not_matter(database: Database) -> None:
    keep(database, ("AC1", 1, "Café MÜLLER, naïve"))
    for words in ("cafe", "CAFÉ", "müller", "muller", "Naive"):
        assert found(database, words) == ["AC1"], words


def test_newest_first_and_older_ones_on_request(database: Database) -> None:
    keep(database, *((f"AC{n}", n * 10, "wall") for n in range(1, 8)))
    assert found(database, "wall", limit=3) == ["AC7", "AC6", "AC5"]
    assert found(database, "wall", limit=3, before=50) == ["AC4", "AC3", "AC2"]


def test_one_millisecond_is_never_torn_apart(database: Database) -> None:
    keep(database, *((f"AC{n}", 100, "wall") for n in range(5)), ("AC9", 101, "wall"), ("AC00", 1, "wall"))
    first = found(database, "wall", limit=3)
    assert len(first) == 6
    assert found(database, "wall", limit=3, before=100) == ["AC00"]


def test_more_than_fit_one_millisecond_go_on_in_the_next(database: Database) -> None:
    keep(database, *((f"AC{n}", 5, f"word{n}") for n in range(1_500)))
    keep(database, ("ACx", 5, "late"), ("ACy", 6, "later"))
    assert found(database, "word1499") == ["AC1499"]
    assert found(database, "late") == ["ACy", "ACx"]


def test_only_the_lines_that_one_may_read_and_only_this_workspace(database: Database) -> None:
    keep(database, ("AC1", 1, "wall"), line="PN1")
    keep(database, ("AC2", 2, "wall"), line="PN2")
    keep(database, ("AC3", 3, "wall"), workspace=2)
    assert found(database, "wall") == ["AC2", "AC1"]
    assert found(database, "wall", lines={"PN1"}) == ["AC1"]
    assert found(database, "wall", lines={"PN9"}) == []
    assert found(database, "wall", lines=set()) == []


def test_what_is_removed_is_not_found(database: Database) -> None:
    keep(database, ("AC1", 1, "wall"), ("AC2", 2, "wall"))
    database.writer.write(lambda conn: search.remove(conn, [1 << search.SEQUENCE_BITS]))
    assert found(database, "wall") == ["AC2"]


@pytest.mark.parametrize(
    "words", ["", " ", '"', "*", "AND", "wall OR", "(", "'; DROP", "a:b", "-x", "^wall", "&|!", "___"]
)
def test_any_text_is_a_safe_query(database: Database, words: str) -> None:
    keep(database, ("AC1", 1, "wall"))
    found(database, words)
    assert found(database, "wall") == ["AC1"]


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=30))
def test_any_text_at_all_is_a_safe_query(database: Database, words: str) -> None:
    found(database, words)
