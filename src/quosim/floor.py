"""The fewest requests with which everything that can be had now can be asked for, by operation.

Each noun is taken from the best surface of the date: the dated one where its route exists, else v1. Lists cost one
request per full page and at least one. Contacts always come from v1, whose list carries the numbers.

Dated: messages, calls (with summaries and voicemails), conversations, users, numbers at 50 a page; the organization
once; recordings once per call that was answered, since such a call may have one; transcripts once per call that has.
v1: messages once per page of 100 of every conversation that can be read, and at least once each, since only asking
tells that there are none; calls likewise for every conversation with one E.164 participant; then, of the calls that
can be listed, recordings and summaries per answered call, transcripts per recorded one, voicemails per call that ended
unanswered and came in. File downloads do not count.
"""

from collections import Counter
from math import ceil

from quosim.dates import CONTACTS_NEED_EXTERNAL_IDS, Day
from quosim.house import House
from quosim.index import known_recordings
from quosim.truth import v1_reads_calls, v1_reads_messages
from quosim.world.model import Call

Floor = dict[str, int]


def pages(count: int, size: int) -> int:
    return max(1, ceil(count / size))


def floor(house: House) -> Floor:
    now = house.clock.now()
    day = house.day(now)
    counted: Counter[str] = Counter()
    _account(house, day, now, counted)
    _conversations(house, day, now, counted)
    if day.has("dated GET /messages"):
        counted["dated GET /messages"] = pages(house.index.messages.count(now), 50)
    else:
        _v1_messages(house, day, now, counted)
    calls = _calls(house, day, now, counted)
    _of_calls(calls, day, now, counted)
    return dict(sorted(counted.items()))


def _account(house: House, day: Day, now: int, counted: Counter[str]) -> None:
    people = house.index.people.count(now)
    if day.has("dated GET /phone-numbers"):
        counted["dated GET /phone-numbers"] = pages(house.index.numbers.count(now), 50)
    else:
        counted["v1 GET /v1/phone-numbers"] = 1
    for operation in ("dated GET /users", "v1 GET /v1/users"):
        if day.has(operation):
            counted[operation] = pages(people, 50)
            break
    if day.has("dated GET /organization"):
        counted["dated GET /organization"] = 1
    if day.has("v1 GET /v1/contacts") and not day.has(CONTACTS_NEED_EXTERNAL_IDS):
        counted["v1 GET /v1/contacts"] = pages(house.index.contacts.count(now), 50)


def _conversations(house: House, day: Day, now: int, counted: Counter[str]) -> None:
    known = len(house.index.orders(now).created.things)
    if day.has("dated GET /conversations"):
        counted["dated GET /conversations"] = pages(known, 50)
    else:
        counted["v1 GET /v1/conversations"] = pages(known, 100)


def _v1_messages(house: House, day: Day, now: int, counted: Counter[str]) -> None:
    threads = {
        (sight.conversation.line_id, frozenset(sight.conversation.participants))
        for sight in house.index.orders(now).created.things
        if v1_reads_messages(sight.conversation, day)
    }
    for thread in threads:
        held = house.index.messages_of.get(thread)
        counted["v1 GET /v1/messages"] += pages(held.count(now) if held else 0, 100)


def _calls(house: House, day: Day, now: int, counted: Counter[str]) -> list[Call]:
    """Counts the listing of calls, and returns the calls that it yields."""
    everything = house.index.calls.upto(now)
    if day.has("dated GET /calls"):
        counted["dated GET /calls"] = pages(len(everything), 50)
        return list(everything)
    threads = {
        (sight.conversation.line_id, frozenset(sight.conversation.participants))
        for sight in house.index.orders(now).created.things
        if v1_reads_calls(sight.conversation.participants)
    }
    for thread in threads:
        held = house.index.calls_of.get(thread)
        counted["v1 GET /v1/calls"] += pages(held.count(now) if held else 0, 100)
    return [call for call in everything if v1_reads_calls(call.others)]


def _of_calls(calls: list[Call], day: Day, now: int, counted: Counter[str]) -> None:
    answered = [call for call in calls if call.answered_at is not None and call.answered_at <= now]
    recorded = sum(1 for call in answered if known_recordings(call, now))
    if day.has("dated GET /calls"):
        counted["dated GET /calls/{callId}/recordings"] = len(answered)
        counted["dated GET /calls/{callId}/transcripts"] = recorded
        return
    counted["v1 GET /v1/call-recordings/{callId}"] = len(answered)
    counted["v1 GET /v1/call-summaries/{callId}"] = len(answered)
    counted["v1 GET /v1/call-transcripts/{id}"] = recorded
    if day.has("v1 GET /v1/call-voicemails/{callId}"):
        unanswered = [call for call in calls if call.answered_at is None and call.direction == "incoming"]
        counted["v1 GET /v1/call-voicemails/{callId}"] = len(unanswered)
