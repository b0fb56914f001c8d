"""Writes deliveries: what happened, in the words of the hook's generation, logged before anything is sent."""

import hashlib
from itertools import count

import msgspec

from quosim.deliveries.happenings import Happening
from quosim.deliveries.hooks import Hook
from quosim.deliveries.l1_events import l1_event
from quosim.deliveries.l2_events import l2_event
from quosim.deliveries.log import Delivery, Log
from quosim.deliveries.n_calls import Thing
from quosim.deliveries.n_events import n_event
from quosim.deliveries.samples import sample
from quosim.index import Index
from quosim.links import Links
from quosim.templates import template


class Scribe:
    """Ids follow from the seed: of an event from what happened, of a delivery from how many there were before."""

    def __init__(self, index: Index, links: Links, log: Log) -> None:
        self._index, self._links, self._log = index, links, log
        self._serial = count(1)

    def made(self, hook: Hook, one: Happening, now: int, traps: frozenset[str] = frozenset()) -> Delivery:
        """A delivery, logged and not yet queued. Legacy hooks get event ids of their own: an address that is
        registered twice hears of everything twice under different ids (seen live 2025-12)."""
        claim = f"{one.type} {one.id} {one.at}" + ("" if hook.generation == "N" else f" {hook.id}")
        event_id = f"EV{self._drawn(claim, 16)}"
        body = template(self._worded(hook, one, event_id, traps)).told(self._links, hook.base, now)
        made = Delivery(self._ident(), hook.id, hook.generation, one.type, event_id, one.id, now, body, traps=traps)
        self._log.add(made)
        return made

    def _worded(self, hook: Hook, one: Happening, event_id: str, traps: frozenset[str]) -> Thing:
        if hook.generation == "N":
            return n_event(self._index, one, event_id, traps)
        if hook.generation == "L2":
            return l2_event(self._index, one, event_id, traps)
        return l1_event(self._index, one, event_id, hook.version, traps)

    def made_test(self, hook: Hook, event: str, now: int) -> Delivery:
        """A test is delivered like anything else, and its log entry names neither event nor resource."""
        thing = sample(event, now)
        body, event_id = msgspec.json.encode(thing), str(thing["id"])
        made = Delivery(self._ident(), hook.id, hook.generation, event, event_id, None, now, body, is_test=True)
        self._log.add(made)
        return made

    def attempt_ident(self) -> str:
        return f"atmpt_{self._drawn(f'attempt {next(self._serial)}', 12)}"

    def _ident(self) -> str:
        return f"msg_{self._drawn(f'delivery {next(self._serial)}', 14)[:27]}"

    def _drawn(self, claim: str, size: int) -> str:
        return hashlib.blake2b(f"{self._index.world.seed} {claim}".encode(), digest_size=size).hexdigest()
