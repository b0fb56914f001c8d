"""What came back after a limit fell, counted from the records, on both databases."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, insert

from onrecord.domain.capability import CapabilityChange, Origin, Verdict
from onrecord.domain.recovery import recovers
from onrecord.storage import recoveries
from onrecord.storage.engine import Database
from onrecord.storage.schema import activity, artefact, contact, conversation
from onrecord.storage.sync_runs import begin_run, note_provider_time, provider_ahead_ms, set_exit
from onrecord.storage.threads import HeldMessage, UnheardMedia, threads, threads_of_unheard_media, unheard_media

FELL_MS = 5_000


def fell(name: str = "media", before: str | None = Verdict.NO, after: str = Verdict.YES) -> CapabilityChange:
    return CapabilityChange(name, "v1", before, after, "Seen.", FELL_MS)


def message(conn: Connection, ident: str, at_ms: int, word: str, *, text: str = "", reasons: str = "[]") -> None:
    conn.execute(
        insert(activity).values(
            workspace_id=1, id=ident, kind="message", line_id="PN1", conversation_key="one", at_ms=at_ms, text=text,
            media_word=word, word_reasons=reasons,
        )
    )  # fmt: skip


def photo(conn: Connection, ident: str, state: str) -> None:
    conn.execute(
        insert(artefact).values(workspace_id=1, activity_id=ident, kind="media", ordinal=0, state=state, ways="[]")
    )


def run_through(conn: Connection, *, unfinished: int = 0, provider_ms: int = 4_000) -> None:
    run_id = begin_run(conn, 1, surface="v1", now_ms=1)
    set_exit(conn, 1, run_id, status=0, unfinished=unfinished, now_ms=2, provider_ms=provider_ms)


@pytest.fixture
def told(database: Database) -> Database:
    """Two messages of which nobody knows whether they have pictures, one with a picture, one of after the fall."""

    def job(conn: Connection) -> None:
        message(conn, "AC1", 1_000, "unknown")
        message(conn, "AC2", 2_000, "unknown", text="hello")
        message(conn, "AC3", 3_000, "some")
        message(conn, "AC4", 9_000, "some")
        photo(conn, "AC3", "kept")
        photo(conn, "AC4", "kept")
        conn.execute(
            insert(conversation).values(
                workspace_id=1, key="one", line_id="PN1", participants='["+15550100123"]', last_at_ms=9_000
            )
        )
        run_through(conn)
        recoveries.begin_recovery(conn, 1, fell(), "media")

    database.writer.write(job)
    return database


def read(database: Database) -> list[tuple[int | None, int, int | None]]:
    with database.reading() as conn:
        return [(one.asked, one.recovered, one.finished_ms) for one in recoveries.read_recoveries(conn, 1)]


def test_it_says_how_many_are_open_and_counts_what_comes_back(told: Database) -> None:
    assert read(told) == [(2, 0, None)]
    told.writer.write(lambda conn: photo(conn, "AC1", "kept"))
    assert read(told) == [(2, 1, None)]


def test_it_is_over_when_a_later_run_asked_everything_and_every_file_is_in(told: Database) -> None:
    told.writer.write(lambda conn: photo(conn, "AC1", "wanted"))
    finish = lambda conn: recoveries.finish_recoveries(conn, 1, provider_ms=6_000)  # noqa: E731 - a job for the writer
    assert told.writer.write(finish) == []
    told.writer.write(run_through)
    assert told.writer.write(finish) == []
    told.writer.write(lambda conn: conn.execute(artefact.update().values(state="kept")))
    assert len(told.writer.write(finish)) == 1
    assert read(told) == [(2, 1, 6_000)]


def test_a_run_that_left_something_over_ends_no_recovery(told: Database) -> None:
    told.writer.write(lambda conn: run_through(conn, unfinished=1))
    assert told.writer.write(lambda conn: recoveries.finish_recoveries(conn, 1, provider_ms=6_000)) == []


def test_it_is_due_until_a_run_has_begun(told: Database) -> None:
    with told.reading() as conn:
        assert recoveries.is_recovery_due(conn, 1)
        assert recoveries.any_recovery(conn, 1)
    told.writer.write(run_through)
    with told.reading() as conn:
        assert not recoveries.is_recovery_due(conn, 1)


def test_two_limits_that_fall_together_give_the_same_things_back_once(told: Database) -> None:
    assert not told.writer.write(lambda conn: recoveries.begin_recovery(conn, 1, fell("old_media"), "media"))
    assert told.writer.write(lambda conn: recoveries.begin_recovery(conn, 1, fell("contact_listing"), "contact"))
    told.writer.write(
        lambda conn: conn.execute(insert(contact).values(workspace_id=1, id="c1", display_name="Dora", created_ms=10))
    )
    assert [recovered for _, recovered, _ in read(told)] == [1, 0]


def test_what_only_came_since_the_last_whole_run_is_new_and_has_not_come_back(told: Database) -> None:
    told.writer.write(lambda conn: message(conn, "AC5", 4_500, "some"))
    told.writer.write(lambda conn: photo(conn, "AC5", "kept"))
    assert read(told) == [(2, 0, None)]


def test_what_a_run_brought_before_it_found_out_that_a_limit_fell_has_come_back_too(database: Database) -> None:
    def job(conn: Connection) -> None:
        run_through(conn)
        contact_of = insert(contact).values(workspace_id=1, display_name="Dora", created_ms=10)
        conn.execute(contact_of.values(id="c1"))
        begin_run(conn, 1, surface="v1", now_ms=3)
        conn.execute(contact_of.values(id="c2"))
        conn.execute(contact_of.values(id="c3"))
        recoveries.begin_recovery(conn, 1, fell("contact_listing"), "contact")

    database.writer.write(job)
    assert read(database) == [(None, 2, None)]


def test_messages_that_come_back_are_counted_as_records(told: Database) -> None:
    told.writer.write(lambda conn: recoveries.begin_recovery(conn, 1, fell("group_messages"), "message"))
    told.writer.write(lambda conn: message(conn, "AC5", 500, "none"))
    assert read(told)[0] == (None, 1, None)


def test_threads_say_which_messages_nobody_told_of(told: Database) -> None:
    told.writer.write(lambda conn: message(conn, "AC0", 500, "unknown", reasons='[["media","old_media"]]'))
    with told.reading() as conn:
        assert [thread.participants for thread in threads(conn, 1)] == [("+15550100123",)]
        ((key, messages),) = threads_of_unheard_media(conn, 1)
        assert unheard_media(conn, 1) == UnheardMedia("AC1", 2)
    assert key == "one"
    assert messages == [
        HeldMessage(500, unheard=False),
        HeldMessage(1_000, unheard=True),
        HeldMessage(2_000, unheard=True),
        HeldMessage(3_000, unheard=False),
        HeldMessage(9_000, unheard=False),
    ]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (fell(), "media"),
        (fell("voicemail", Verdict.TURNED_OFF), "voicemail"),
        (fell(before=None), None),
        (fell(after=Verdict.NO, before=Verdict.YES), None),
        (fell(before=Verdict.YES, after=Verdict.PARTLY), None),
        (fell("rate"), None),
        (fell("transcripts", before=Verdict.PARTLY), "transcript"),
        (replace(fell("transcripts", before=Verdict.PARTLY), origin=Origin.OURS), None),
        (replace(fell(), origin=Origin.OURS), "media"),
    ],
)
def test_only_a_limit_that_fell_brings_something_back(change: CapabilityChange, kind: str | None) -> None:
    assert recovers(change) == kind


def test_it_is_known_how_far_the_providers_clock_is_ahead(database: Database) -> None:
    with database.reading() as conn:
        assert provider_ahead_ms(conn, 1) == 0

    def job(conn: Connection) -> None:
        run_id = begin_run(conn, 1, surface="v1", now_ms=1_000)
        note_provider_time(conn, 1, run_id, provider_ms=91_000)

    database.writer.write(job)
    with database.reading() as conn:
        assert provider_ahead_ms(conn, 1) == 90_000
