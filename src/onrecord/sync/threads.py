"""v1 lists by conversation: every conversation that moved becomes the walks of its thread, newest first."""

import threading
from collections import Counter

from onrecord.domain.capability import Surface
from onrecord.limits import verdicts
from onrecord.limits.evidence import Evidence
from onrecord.limits.routes import Ability
from onrecord.provider.envelope import Page, lead
from onrecord.sync.chain import Chain
from onrecord.sync.lists import Lists
from onrecord.sync.plan import v1_thread


class Threads:
    """Turns pages of conversations into walks, each thread once, and counts what v1 cannot show."""

    def __init__(self, lists: Lists) -> None:
        self.limited: Counter[str] = Counter()
        self.seen = 0
        self._lists = lists
        self._begun: set[tuple[str, tuple[str, ...]]] = set()
        self._lock = threading.Lock()

    def of_page(self, page: Page) -> list[Chain]:
        """The walks that a page of conversations calls for. Two conversations of the same people are one thread; two
        that cannot be read, such as two of hidden callers, are two.
        """
        chains: list[Chain] = []
        for found in filter(None, map(lead, page.items)):
            with self._lock:
                can = v1_thread(found.participants, group_messages=not self._are_groups_denied())
                key = (found.line_id, tuple(sorted(found.participants)))
                if key in self._begun and (can.messages or can.calls):
                    continue
                self._begun.add(key)
                self.seen += 1
                self.limited.update(can.limits)
            chains += self._lists.v1_thread(found, can)
        return chains

    def note_refused(self, limit: str) -> None:
        """A thread that was asked for turned out not to be readable here."""
        with self._lock:
            self.limited[limit] += 1

    def _are_groups_denied(self) -> bool:
        return self._lists.evidence.denied_now(Ability.GROUP_MESSAGES, Surface.V1)

    def note_limits(self, evidence: Evidence, at_ms: int) -> None:
        """Write down what could not be read, with the count as evidence."""
        evidence.note([verdicts.counted(Ability(name), n, self.seen, at_ms) for name, n in self.limited.items()])
