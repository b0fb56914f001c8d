"""What is told of an alarm, once for its beginning and once for its end."""

import json

from onrecord.outbox.notice import left_to_tell, notice_of
from onrecord.storage.alarms import Raised
from onrecord.views.times import moments

NOON = 1_795_176_000_000  # 2026-11-20T12:00:00Z
TIMES = moments("America/New_York", "US", NOON)


def raised(kind: str = "key_refused", *, closed_ms: int | None = None, **detail: object) -> Raised:
    return Raised(7, kind, "", detail, NOON - 60_000, NOON, closed_ms)


def notice(one: Raised, *what: str):  # type: ignore[no-untyped-def]
    return notice_of(one, frozenset(what), TIMES, workspace="Maple Street", status_url="https://phone.example/status")


def test_the_beginning_says_what_is_wrong_since_when_and_what_to_do() -> None:
    told = notice(raised(), "opened")
    assert told.subject == "Quo refuses the API key"
    assert "Since Friday, November 20, 6:59 AM." in told.text
    assert "ONRECORD_QUO_API_KEY" in told.text
    assert "https://phone.example/status" in told.text
    document = json.loads(told.json)
    assert document["type"] == "alarm.opened"
    assert document["alarm"]["closed_at"] is None


def test_what_began_before_it_was_an_alarm_is_told_from_its_beginning() -> None:
    one = raised("list_unfinished", operation="GET /messages", why="GET /messages: 500", since_ms=NOON - 1_200_000)
    told = notice(one, "opened")
    assert told.subject == "Quo fails when asked for the list of texts"
    assert "«GET /messages: 500»" in told.text
    assert "Since Friday, November 20, 6:40 AM." in told.text


def test_the_end_says_that_it_is_over_and_asks_for_nothing() -> None:
    told = notice(raised(closed_ms=NOON), "closed")
    assert told.subject == "Over: Quo refuses the API key"
    assert "It is over." in told.text
    assert "ONRECORD_QUO_API_KEY" not in told.text
    assert json.loads(told.json)["type"] == "alarm.closed"


def test_what_was_over_before_anybody_was_told_is_told_once() -> None:
    assert left_to_tell(raised(closed_ms=NOON), frozenset()) == {"opened", "closed"}
    assert left_to_tell(raised(closed_ms=NOON), frozenset({"opened"})) == {"closed"}
    assert left_to_tell(raised(), frozenset({"opened"})) == frozenset()


def test_good_news_has_no_end() -> None:
    fell = raised("limit_turned", closed_ms=NOON, name="media", better=True)
    assert left_to_tell(fell, frozenset({"opened"})) == frozenset()


def test_the_same_notice_bears_the_same_name_however_often_it_is_told() -> None:
    assert notice(raised(), "opened").id == notice(raised(), "opened").id
    assert notice(raised(), "opened").id != notice(raised(closed_ms=NOON), "closed").id
