"""v1 lists by conversation: every conversation that moved becomes the walks of its thread, newest first."""

import threading
from collections import Counter
from collections.abc import Collection

from onrecord.domain.capability import Surface
from onrecord.limits import verdicts
from onrecord.limits.evidence import Evidence
from onrecord.limits.routes import Ability
from onrecord.provider.envelope import Lead, Page, lead
from onrecord.sync.chain import Chain
from onrecord.sync.lists import Lists
from onrecord.sync.plan import V1Thread, v1_thread


class Threads:
    """Turns pages of conversations into walks, each thread once, and counts what v1 cannot show."""

    def __init__(self, lists: Lists, wanted: Collection[str] = ("messages", "calls")) -> None:
        self.limited: Counter[str] = Counter()
        self.seen = 0
        self._lists = lists
        self._wanted = set(wanted)
        self._leads: list[Lead] = []
        self._begun: set[tuple[str, tuple[str, ...]]] = set()
        self._lock = threading.Lock()

    def of_page(self, page: Page) -> list[Chain]:
        """The walks that a page of conversations calls for. Two conversations of the same people are one thread; two
        that cannot be read, such as two of hidden callers, are two.
        """
        chains: list[Chain] = []
        for found in filter(None, map(lead, page.items)):
            with self._lock:
                can = self._readable(found)
                key = (found.line_id, tuple(sorted(found.participants)))
                if key in self._begun and (can.messages or can.calls):
                    continue
                self._begun.add(key)
                self._leads.append(found)
                self.seen += 1
                self.limited.update(can.limits)
            chains += self._lists.v1_thread(found, can)
        return chains

    def also(self, name: str) -> list[Chain]:
        """A list that was lost elsewhere is to be asked here as well: its walks in the threads seen so far."""
        with self._lock:
            if name in self._wanted:
                return []
            self._wanted.add(name)
            leads = [(found, self._readable(found)) for found in self._leads]
        return [chain for found, can in leads for chain in self._lists.v1_thread(found, can) if chain.name == name]

    def _readable(self, found: Lead) -> V1Thread:
        """What of a conversation is asked here; of its limits those that nobody else makes good."""
        can = v1_thread(found.participants, group_messages=not self._are_groups_denied())
        limits = tuple(limit for limit in can.limits if limit != Ability.GROUP_CALLS or "calls" in self._wanted)
        return V1Thread(can.messages and "messages" in self._wanted, can.calls and "calls" in self._wanted, limits)

    def note_refused(self, limit: str) -> None:
        """A thread that was asked for turned out not to be readable here."""
        with self._lock:
            self.limited[limit] += 1

    def _are_groups_denied(self) -> bool:
        return self._lists.evidence.denied_now(Ability.GROUP_MESSAGES, Surface.V1)

    def note_limits(self, evidence: Evidence, at_ms: int) -> None:
        """Write down what could not be read, with the count as evidence."""
        evidence.note([verdicts.counted(Ability(name), n, self.seen, at_ms) for name, n in self.limited.items()])
