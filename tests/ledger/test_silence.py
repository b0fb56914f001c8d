"""Silence is judged by what was found by asking: what a webhook should have told and did not."""

from typing import Any

from sqlalchemy import Connection

from onrecord.domain.activity import ActivityRecord
from onrecord.domain.alarm import GRACE_MS, NOTHING, Undelivered, Waiting
from onrecord.domain.clock import MINUTE
from onrecord.ledger.silence import AFTER_MAKING_MS, judge, silence
from onrecord.provider.webhooks import EVENTS
from onrecord.storage import listed_hooks
from onrecord.storage.engine import Database
from onrecord.storage.listed_hooks import ListedHook
from onrecord.storage.observations import Told, add_mentions, append
from onrecord.storage.watching import Untold, untold
from web.seed import write_activities

NOW = 1_795_176_000_000
MADE = NOW - 60 * MINUTE
LINE = "PNmain"


def hook(**more: Any) -> ListedHook:
    made = ListedHook("71", "N", "https://phone.example/hooks/quo", True, EVENTS, ("*",), "Onrecord", MADE)
    return made._replace(**more)


def found(at_ms: int, *, event: str = "message.received", line: str | None = LINE, in_log: bool = False) -> Untold:
    return Untold(event, line, at_ms, in_log)


def test_where_all_was_told_nothing_is_owed() -> None:
    assert judge(hook(), [], NOW) == Undelivered("71")


def test_what_was_found_by_asking_and_nothing_newer_was_told_is_silence() -> None:
    first, second = NOW - 20 * MINUTE, NOW - 15 * MINUTE
    judged = judge(hook(), [found(first), found(second)], NOW - 30 * MINUTE)
    assert judged == Undelivered("71", silent=Waiting(2, first), lost=NOTHING)


def test_a_webhook_that_never_told_anything_is_silent_from_the_start() -> None:
    assert judge(hook(), [found(NOW - 20 * MINUTE)], None).silent.count == 1


def test_what_was_left_out_between_things_that_were_told_is_lost_unless_the_log_had_it() -> None:
    missed = [found(NOW - 20 * MINUTE), found(NOW - 19 * MINUTE, in_log=True)]
    assert judge(hook(), missed, NOW - MINUTE) == Undelivered("71", lost=Waiting(1, NOW - 20 * MINUTE))


def test_what_a_webhook_does_not_tell_is_not_owed() -> None:
    late = NOW - 20 * MINUTE
    assert judge(hook(enabled=False), [found(late)], None) == Undelivered("71")
    assert judge(hook(events=("call.completed",)), [found(late)], None) == Undelivered("71")
    assert judge(hook(resource_ids=("PNcrew",)), [found(late)], None) == Undelivered("71")
    assert judge(hook(), [found(MADE + AFTER_MAKING_MS)], None) == Undelivered("71"), "it was hardly made"


def activity(id_: str, kind: str, at_ms: int, **more: Any) -> ActivityRecord:
    return ActivityRecord(
        id=id_, kind=kind, line_id=LINE, conversation_key=f"{LINE}:+15550100123", direction="incoming", at_ms=at_ms,
        **more,
    )  # fmt: skip


def tell(conn: Connection, surface: str, *ids: str) -> None:
    for id_ in ids:
        key = f"{surface} {id_}".encode().ljust(16)[:16]
        one = Told(surface, "message.received", "{}", 200, NOW, NOW, key, 1, b"{}", None)
        new, _ = append(conn, 1, [one], now_ms=NOW)
        add_mentions(conn, 1, [("activity", id_, new[key])])


def test_what_no_webhook_told_is_found_in_the_record(database: Database) -> None:
    old = NOW - 2 * GRACE_MS
    made = [
        activity("ACtold", "message", old),
        activity("ACpolled", "message", old + 1),
        activity("AClogged", "message", old + 2),
        activity("ACjust", "message", NOW),
        activity("ACringing", "call", old),
        activity("ACended", "call", old, completed_ms=old + 5),
        activity("ACsending", "message", old),
        activity("ACsent", "message", old + 3, status="delivered"),
    ]
    for one in made[-2:]:
        one.direction = "outgoing"

    def write(conn: Connection) -> None:
        write_activities(conn, made)
        tell(conn, "N", "ACtold")
        tell(conn, "log", "AClogged")
        tell(conn, "dated", "ACpolled", "ACended")
        listed_hooks.replace(conn, 1, [hook()], now_ms=NOW)

    database.writer.write(write)
    with database.reading() as conn:
        owed = untold(conn, 1, since_ms=old - MINUTE, until_ms=NOW - GRACE_MS)
        judged = silence(conn, 1, frozenset({"71"}), now_ms=NOW, ahead_ms=0)
        assert silence(conn, 1, frozenset(), now_ms=NOW, ahead_ms=0) == []
    assert [(one.event, one.settled_ms - old, one.in_log) for one in owed] == [
        ("message.received", 1, False),
        ("message.received", 2, True),
        ("message.delivered", 3, False),
        ("call.completed", 5, False),
    ]
    assert judged == [Undelivered("71", silent=Waiting(4, old + 1))]
