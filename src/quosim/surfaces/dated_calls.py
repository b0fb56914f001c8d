"""Dated: calls, their recordings and transcripts."""

from collections.abc import Callable

from quosim import errors
from quosim.index import by_time, status_at, steps
from quosim.routes import Asked
from quosim.surfaces import dated_items as items
from quosim.surfaces.dated_pages import page, resumed, span, whole
from quosim.world.model import Call, Recording


def tell_call(asked: Asked, call: Call) -> bytes:
    include = frozenset(asked.values["include"] or ())
    house, now = asked.house, asked.now
    shape = "dated call " + ",".join(sorted(include))
    return asked.tell(shape, call.id, steps(call)[-1], lambda: items.call(house, call, now, include))


def call_fits(asked: Asked) -> Callable[[Call], bool]:
    """`participant` matches the originating or receiving number only, not people added later (documented)."""
    values, now = asked.values, asked.now
    parties = set(values["participant[in]"] or ()) | ({values["participant"]} if values["participant"] else set())
    statuses = set(values["status[in]"] or ()) | ({values["status"]} if values["status"] else set())
    numbers = {line.id: line.number for line in asked.house.world.lines}

    def fits(call: Call) -> bool:
        return (
            (values["phoneNumberId"] is None or call.line_id == values["phoneNumberId"])
            and (values["actorId"] is None or call.member_id == values["actorId"])
            and (values["direction"] is None or call.direction == values["direction"])
            and (not parties or not parties.isdisjoint((*call.others[:1], numbers[call.line_id])))
            and (not statuses or status_at(call, now) in statuses)
        )

    return fits


def list_calls(asked: Asked) -> bytes:
    low, high = span(asked, "createdAt[gte]", "createdAt[lte]", inclusive=True)
    calls = asked.house.index.calls.newest_first(low, high, resumed(asked))
    return page(asked, filter(call_fits(asked), calls), by_time, lambda call: tell_call(asked, call))


def known_call(asked: Asked) -> Call:
    call = asked.house.index.call.get(asked.path[0])
    if call is None or call.at > asked.now:
        raise errors.dated_not_found("Call")
    return call


def get_call(asked: Asked) -> bytes:
    return b'{"data":' + tell_call(asked, known_call(asked)) + b"}"


def list_recordings(asked: Asked) -> bytes:
    call = known_call(asked)
    found = items.transcripts(call, asked.now)
    return whole(asked, [items.recording(known, call, asked.now) for known in found])


def list_transcripts(asked: Asked) -> bytes:
    found: list[Recording] = items.transcripts(known_call(asked), asked.now)
    return whole(asked, [items.transcript(known, asked.now) for known in found])
