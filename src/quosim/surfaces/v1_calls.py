"""v1: calls, and what hangs on them."""

import zlib

from quosim import errors
from quosim.dates import CHECKED_NUMBERS, LOST_RECORDINGS, PLAIN_BAD_REQUEST
from quosim.index import by_time, is_e164, known_recordings, steps
from quosim.parameters import E164
from quosim.routes import Asked
from quosim.surfaces import v1_items as items
from quosim.surfaces.v1_pages import (
    CALLS,
    RECORDINGS,
    SUMMARIES,
    TRANSCRIPTS,
    VOICEMAILS,
    one,
    page,
    resumed,
    span,
    the_line,
)
from quosim.timelines import Timeline
from quosim.world.model import Call


def known_call(asked: Asked, resource: str) -> Call:
    call = asked.house.index.call.get(asked.path[0])
    if call is None or call.at > asked.now:
        raise errors.v1_not_found(resource)
    return call


# Calls and what hangs on them


def tell_call(asked: Asked, call: Call, *, single: bool) -> bytes:
    shape = "v1 call" if single else "v1 calls"
    house, day, now = asked.house, asked.day, asked.now
    return asked.tell(shape, call.id, steps(call)[-1], lambda: items.call(house, call, day, now, listed=not single))


def too_many_participants(asked: Asked) -> errors.Refused:
    if asked.day.has(PLAIN_BAD_REQUEST):
        message = "Expected array length to be less or equal to 1"
        return errors.v1_bad_request(CALLS, "/participants", message, "array", list(asked.values["participants"]))
    return errors.v1(400, f"{CALLS}01400", "Too Many Participants")


def list_calls(asked: Asked) -> bytes:
    """Exactly one counterpart, and E.164: group calls and hidden callers cannot be listed (seen live 2026-09)."""
    participants = asked.values["participants"]
    if len(participants) > 1:
        raise too_many_participants(asked)
    if asked.day.has(CHECKED_NUMBERS) and not is_e164(participants[0]):
        message = f"Expected string to match '^{E164}$'"
        raise errors.v1_bad_request(CALLS, "/participants/0", message, "string", participants[0])
    line = the_line(asked, CALLS, f"{CALLS}01403")
    low, high = span(asked)
    calls: Timeline[Call] = asked.house.index.calls_of.get((line.id, frozenset(participants)), Timeline([], by_time))
    found = calls.newest_first(low, high, resumed(asked, CALLS))
    return page(asked, found, by_time, lambda call: tell_call(asked, call, single=False))


def get_call(asked: Asked) -> bytes:
    """400 for calls of more than two parties, about 128 times a day in one production (seen live 2026-04)."""
    call = known_call(asked, CALLS)
    if len(call.others) > 1:
        raise errors.v1(400, f"{CALLS}01400", "Too Many Participants")
    return b'{"data":' + tell_call(asked, call, single=True) + b"}"


def list_recordings(asked: Asked) -> bytes:
    """None is 200 and `[]`, not 404 (seen live 2026-09-14). Until November 2024 some were lost on the way, here those
    of every third call."""
    call = known_call(asked, RECORDINGS)
    lost = asked.day.has(LOST_RECORDINGS) and zlib.crc32(call.id.encode()) % 3 == 0
    known = [] if lost else known_recordings(call, asked.now)
    return one(asked, [items.recording(recording, call, asked.now) for recording in known])


def get_voicemail(asked: Asked) -> bytes:
    """404 for a call without one is normal (seen live 2026-03)."""
    call = known_call(asked, VOICEMAILS)
    if call.voicemail is None or (call.completed_at or call.at) > asked.now:
        raise errors.v1_not_found(VOICEMAILS, "Call voicemail not found")
    return one(asked, items.voicemail(call.voicemail, asked.now))


def get_summary(asked: Asked) -> bytes:
    return one(asked, items.summary(known_call(asked, SUMMARIES), asked.day, asked.now))


def get_transcript(asked: Asked) -> bytes:
    """404 where there is none (seen live 2026-09 on an account without any)."""
    told = items.transcript(asked.house, known_call(asked, TRANSCRIPTS), asked.now)
    if told is None:
        raise errors.v1_not_found(TRANSCRIPTS)
    return one(asked, told)
