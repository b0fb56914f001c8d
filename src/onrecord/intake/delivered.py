"""What the provider pushed: deliveries that were proved to be its own, many in one transaction."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.intake.digest import RULE, digest
from onrecord.intake.links import keep_links
from onrecord.provider.delivered import Delivered, take_apart
from onrecord.provider.envelope import find_links
from onrecord.storage import deliveries, dirty, observations
from onrecord.storage.arrivals import Delivery
from onrecord.storage.deliveries import Received
from onrecord.storage.links import drop_links
from onrecord.storage.observations import Told
from onrecord.storage.records import forget_strange

PUSHED = 200
"""The status under which a push is kept: nobody was asked, so nobody refused."""

NOTHING_ASKED = "{}"


class DeliveryVerdict(StrEnum):
    """How a delivery was judged. All are kept; a test never becomes a record."""

    ACCEPTED = "accepted"
    STALE = "stale"
    TEST = "test"
    LOGGED = "logged"  # it never came: the provider's log had it


class _Wrapped(NamedTuple):
    """A delivery, what it tells, and the digest under which that is stored once."""

    delivery: Delivery
    told: Delivered
    digest: bytes

    @property
    def at_ms(self) -> int:
        """When the provider says that it happened, else when it was signed."""
        return self.told.item.at_ms if self.told.item.at_ms is not None else self.delivery.sent_ms

    def is_among(self, tests: set[str]) -> bool:
        """Whether its event or its delivery is."""
        return not tests.isdisjoint({self.told.event_id, self.delivery.delivery_id})


def take_deliveries(conn: Connection, workspace_id: int, received: Sequence[Delivery], *, now_ms: int) -> None:
    """Append what was pushed, write down that it came, keep its links, and mark what has to be folded.

    A delivery that repeats another says nothing new, whenever it comes: only its links may be of use.
    """
    wrapped = [_wrap(delivery) for delivery in received]
    tests = _tests(conn, workspace_id, wrapped)
    new, known = observations.append(conn, workspace_id, _told(wrapped), now_ms=now_ms)
    marks: set[tuple[str, str]] = set()
    mentions: list[tuple[str, str, int]] = []
    for one in wrapped:
        if one.is_among(tests):
            continue
        if one.digest in new:
            mentions.extend((*mention, new[one.digest]) for mention in one.told.item.mentions)
            marks.update(one.told.item.mentions)
        if one.told.item.links:
            items = (one.told.item,)
            marks |= keep_links(conn, workspace_id, items, surface=one.told.generation, asked_ms=one.at_ms)
    observations.add_mentions(conn, workspace_id, mentions)
    ids = new | {key: before.id for key, before in known.items()}
    deliveries.add(conn, workspace_id, [_received(one, ids[one.digest], tests) for one in wrapped])
    dirty.mark(conn, workspace_id, marks, token=dirty.new_token(), now_ms=now_ms)


def disown_test_event(conn: Connection, workspace_id: int, event_id: str, *, now_ms: int) -> None:
    """What the provider made up on request speaks of nothing, whether it came already or comes later."""
    deliveries.add_tests(conn, workspace_id, [event_id], now_ms=now_ms)
    came = deliveries.judge_tests(conn, workspace_id, by="event_id", ids=[event_id])
    _disown(conn, workspace_id, came, now_ms=now_ms)


def disown_test_deliveries(conn: Connection, workspace_id: int, delivery_ids: Collection[str], *, now_ms: int) -> None:
    """The same of what the provider's log calls a test. Their events are made up too, by whichever delivery they come:
    all samples carry one id."""
    events = deliveries.events_of(conn, workspace_id, delivery_ids)
    deliveries.add_tests(conn, workspace_id, [*delivery_ids, *events], now_ms=now_ms)
    came = deliveries.judge_tests(conn, workspace_id, by="delivery_id", ids=delivery_ids)
    came |= deliveries.judge_tests(conn, workspace_id, by="event_id", ids=events)
    _disown(conn, workspace_id, came, now_ms=now_ms)


def _disown(conn: Connection, workspace_id: int, came: Collection[int], *, now_ms: int) -> None:
    """Let observations speak of nothing: what they told is folded without them, and the links they brought are gone."""
    marks = observations.take_mentions(conn, workspace_id, came)
    for told in observations.pushed(conn, workspace_id, came):
        paths = {path for path, _ in find_links(told.body)}
        drop_links(conn, workspace_id, paths, surface=told.surface, asked_ms=told.provider_ms)
    forget_strange(conn, workspace_id, came)
    dirty.mark(conn, workspace_id, marks, token=dirty.new_token(), now_ms=now_ms)


def _wrap(delivery: Delivery) -> _Wrapped:
    told = take_apart(delivery.body, delivery.scheme)
    return _Wrapped(delivery, told, digest(told.generation, told.event_type, NOTHING_ASKED, PUSHED, delivery.body))


def _tests(conn: Connection, workspace_id: int, wrapped: Sequence[_Wrapped]) -> set[str]:
    named = {id_ for one in wrapped for id_ in (one.told.event_id, one.delivery.delivery_id) if id_ is not None}
    return deliveries.tests_among(conn, workspace_id, named)


def _told(wrapped: Sequence[_Wrapped]) -> list[Told]:
    """What to append, each thing once."""
    return list({one.digest: _append(one) for one in wrapped}.values())


def _append(one: _Wrapped) -> Told:
    return Told(
        surface=one.told.generation,
        operation=one.told.event_type,
        asked=NOTHING_ASKED,
        http_status=PUSHED,
        provider_ms=one.at_ms,
        asked_ms=one.delivery.received_ms,
        digest=one.digest,
        digest_rule=RULE,
        body=one.delivery.body,
        walk_id=None,
    )


def _received(one: _Wrapped, observation_id: int, tests: set[str]) -> Received:
    delivery, told = one.delivery, one.told
    verdict = DeliveryVerdict.STALE if delivery.stale else DeliveryVerdict.ACCEPTED
    return Received(
        delivery_id=delivery.delivery_id or told.event_id or one.digest.hex(),
        hook=delivery.hook,
        generation=told.generation,
        event_id=told.event_id,
        event_type=told.event_type,
        received_ms=delivery.received_ms,
        verdict=DeliveryVerdict.TEST if one.is_among(tests) else verdict,
        observation_id=observation_id,
    )
