"""One world as every source tells it: both surfaces and all three generations of webhooks, folded together.

What one source says alone and what all say together come to the same, and only what the world plants contradicts.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from onrecord.domain.activity import ActivityRecord
from onrecord.domain.number import canonical_number
from onrecord.projection.fold import fold_activity
from onrecord.projection.parsers import OPERATIONS
from onrecord.projection.reading import Directory, Reading
from quosim.deliveries.happenings import Happening, of_subject
from quosim.deliveries.l1_events import l1_event
from quosim.deliveries.l2_events import l2_event
from quosim.deliveries.n_events import n_event
from quosim.house import House
from quosim.surfaces import dated_items, v1_items
from quosim.world.model import Call, Message
from tiny_world import END, tiny_house

LATER = END + 30 * 86_400_000
CALLS = ("ACtalk", "ACempty", "ACturned", "ACtwice", "ACthree", "AChidden", "ACagent", "ACvoice")
MESSAGES = ("ACold", "ACplain", "ACreply", "ACheic", "ACgroup", "ACcode", "ACfailed")
PLANTED = {"ACtalk": {"duration_seconds": "zero_length"}, "ACfailed": {"status": "no_word_for_it"}}
"""What v1 says otherwise: 0 s of a call of 136 s, which the call's own times prove; and it knows no failed message."""

Tell = Callable[[House, Any], Iterator[Reading]]


@pytest.fixture(scope="module")
def house() -> House:
    return tiny_house()


def directory(house: House) -> Directory:
    return Directory({line.id: canonical_number(line.number) for line in house.world.lines})


def reading(surface: str, operation: str, body: Any, at: int, *, push: bool, asked: Any = None) -> Reading:
    raw = json.dumps(body, default=lambda _: "https://files.example/a.mp3?sig=x").encode()
    return Reading(1, surface, operation, asked or {}, 200, at, push, raw)


def told_by_dated(house: House, one: Call | Message) -> Iterator[Reading]:
    include = frozenset({"summary", "voicemail"})
    if isinstance(one, Call):
        body = dated_items.call(house, one, LATER, include)
        yield reading("dated", "GET /calls", body, LATER, push=False, asked={"include": "summary,voicemail"})
    else:
        yield reading("dated", "GET /messages", dated_items.message(house, one, LATER), LATER, push=False)


def told_by_v1(house: House, one: Call | Message) -> Iterator[Reading]:
    day = house.day(LATER)
    line = {"line": one.line_id}
    if isinstance(one, Call):
        body = v1_items.call(house, one, day, LATER, listed=True)
        people = {"participants": list(one.others)}
        yield reading("v1", "GET /v1/calls", body, LATER, push=False, asked=line | people)
    else:
        yield reading("v1", "GET /v1/messages", v1_items.message(house, one, day, LATER), LATER, push=False, asked=line)


def pushed(surface: str, make: Callable[[House, Happening], Any]) -> Tell:
    def tell(house: House, one: Call | Message) -> Iterator[Reading]:
        for happening in of_subject(one):
            body = make(house, happening)
            yield reading(surface, body["type"], body, happening.at, push=True)

    return tell


SOURCES: dict[str, Tell] = {
    "dated": told_by_dated,
    "v1": told_by_v1,
    "N": pushed("N", lambda house, one: n_event(house.index, one, "EV1", frozenset())),
    "L2": pushed("L2", lambda house, one: l2_event(house.index, one, "EV1", frozenset())),
    "L1": pushed("L1", lambda house, one: l1_event(house.index, one, "EV1", "v3", frozenset())),
}
"""L1 and L2 are made of what they were never sent (forwarding, menus) too: a source too many changes nothing."""


def thing(house: House, ident: str) -> Call | Message:
    return next(one for one in (*house.world.calls, *house.world.messages) if one.id == ident)


def folded(house: House, ident: str, *sources: str) -> ActivityRecord:
    told = [one for source in sources for one in _only_known(source, house, thing(house, ident))]
    record = fold_activity(ident, told, directory(house)).record
    assert record is not None
    return record


def _only_known(source: str, house: House, one: Call | Message) -> Iterator[Reading]:
    return (told for told in SOURCES[source](house, one) if told.operation in OPERATIONS[source])


@pytest.mark.parametrize("ident", [*CALLS, *MESSAGES])
def test_only_what_is_planted_contradicts(house: House, ident: str) -> None:
    record = folded(house, ident, *SOURCES)
    found = {one.field: one.explained for one in record.discrepancies if one.explained != "incomplete_list"}
    assert found == PLANTED.get(ident, {}), [one for one in record.claims if not one.agrees]


@pytest.mark.parametrize("source", ["N", "L2", "L1"])
@pytest.mark.parametrize("ident", CALLS)
def test_every_source_alone_comes_to_the_outcome_of_all(house: House, ident: str, source: str) -> None:
    whole = folded(house, ident, *SOURCES)
    knows_voicemails = source != "L2"
    if whole.outcome == "voicemail" and not knows_voicemails:
        assert folded(house, ident, source).outcome == "missed"
    else:
        assert folded(house, ident, source).outcome == whole.outcome
