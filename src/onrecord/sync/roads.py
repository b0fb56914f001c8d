"""Which surface each list is asked on in one run, what is asked again, and how a list that is lost goes over.

The surface that answered the first question is the road for everything, but for single lists that it does not have
(any more) and that the other one has. A list that turns out to be lost is asked on the other surface in the same run.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.domain.capability import Capability, Surface, Verdict
from onrecord.domain.clock import DAY, HOUR
from onrecord.limits.evidence import Evidence
from onrecord.limits.routes import Ability
from onrecord.provider.client import Answer
from onrecord.provider.envelope import Page
from onrecord.storage.threads import Thread, UnheardMedia, threads, threads_of_unheard_media, unheard_media
from onrecord.sync.asking import Asking
from onrecord.sync.chain import Chain
from onrecord.sync.crew import Crew, Question
from onrecord.sync.lists import Lists
from onrecord.sync.parts import MESSAGE, PARTS, Part
from onrecord.sync.plan import CANNOT, Heard, Road, is_due, list_surface
from onrecord.sync.threads import Threads

ABILITY_OF_LIST: Mapping[str, Ability] = {
    "conversations": Ability.CONVERSATIONS,
    "messages": Ability.MESSAGES,
    "calls": Ability.CALLS,
}
MEDIA = "media"
MEDIA_MEMBER = b'"media"'
MEDIA_TRIAL = Part(MEDIA, Surface.V1, Ability.SINGLE_MESSAGE, ("GET /v1/messages/{id}",), MESSAGE[Surface.V1])
"""One message that probably has a picture, asked for alone, shows whether v1 tells of pictures."""

ENOUGH_MESSAGES = 25
"""So many without a `media` member say that v1 does not tell of pictures: on one that has none it may be left out."""

NEW_MS = 7 * DAY
TRY_AGAIN_MS = HOUR
OK = 200


@dataclass(slots=True)
class Roads:
    """The choices of one run. `surface` answered the first question; `v1` names the lists that are asked on v1."""

    asking: Asking
    lists: Lists
    evidence: Evidence
    crew: Crew
    road: str
    surface: str
    v1: set[str] = field(init=False)
    threads: Threads = field(init=False)
    conversations: Chain | None = None
    _without_media: int = 0
    _media_told: bool = False
    _looked_for: UnheardMedia | None = None
    _any_to_ask: bool = False
    _begun_again: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.v1 = {name for name in ABILITY_OF_LIST if self._surface_of(name) == Surface.V1}
        if self.v1 & {"messages", "calls"}:
            self.v1.add("conversations")  # v1 lists texts and calls by conversation only
        self.threads = Threads(self.lists, self.v1)

    def _surface_of(self, name: str) -> str:
        ability = ABILITY_OF_LIST[name]
        dated = self.evidence.verdict(ability, Surface.DATED)
        if self.road == Road.AUTO and dated != Verdict.YES and self._is_due(ability, Surface.DATED):
            return Surface.DATED
        return list_surface(self.road, self.surface, dated, self.evidence.verdict(ability, Surface.V1))

    def _is_due(self, name: str, surface: str) -> bool:
        """Whether to try something once more that was refused, or never asked for."""
        return is_due(self.evidence.checked_ms(name, surface), self.lists.provider_ms, TRY_AGAIN_MS)

    # --- at the start -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Give the crew every walk that is known to be needed."""
        self.crew.on_page, self.crew.on_answer = self.on_page, self.on_answer
        self.crew.on_limit, self.crew.on_lost = self.threads.note_refused, self.on_lost
        lists = self.lists
        if self.surface == Surface.DATED:
            self.crew.add([*lists.v1_lines(), *lists.users(), *lists.organization(), *lists.contacts()])
        else:
            self.crew.add([*lists.v1_users(), *lists.contacts()])
        for name, ask in (
            ("conversations", lists.conversations),
            ("messages", lists.messages),
            ("calls", lists.calls),
        ):
            if name not in self.v1:
                self.crew.add(ask())
        if self.v1:
            self._begin_v1()

    def _begin_v1(self) -> None:
        self.conversations = self.lists.v1_conversations()
        self.crew.add([self.conversations])
        self._ask_again()

    def _ask_again(self) -> None:
        """What v1 did not let us see when the threads were read: all of it where it does now, else one for a trial."""
        if "messages" not in self.v1:
            return
        groups_are_told = self.evidence.verdict(Ability.GROUP_MESSAGES, Surface.V1) == Verdict.YES
        if groups_are_told and self._first_time(Ability.GROUP_MESSAGES):
            self.crew.add(self._groups())
        elif not groups_are_told and self._is_due(Ability.GROUP_MESSAGES, Surface.V1):
            self.crew.add(self._groups()[:1])
        if self._media_told and self._first_time(MEDIA):
            self.crew.add(self._pictures())

    def _first_time(self, name: str) -> bool:
        with self._lock:
            first = name not in self._begun_again
            self._begun_again.add(name)
            return first

    def trials(self) -> list[Question]:
        """The message by which v1 may show that it tells of pictures, where that is not known and worth while."""
        if "messages" not in self.v1 or self._media_told or self.evidence.denied_now(MEDIA, Surface.V1):
            return []
        is_promised = self.evidence.verdict(MEDIA, Surface.V1) == Verdict.YES
        if not is_promised and not self._is_due(MEDIA, Surface.V1):
            return []
        with self.asking.database.reading() as conn:
            unheard = unheard_media(conn, self.asking.workspace_id)
        if unheard is None or (is_promised and not self._is_any_to_ask(unheard)):
            return []
        return [(MEDIA_TRIAL, unheard.likely)]

    def _is_any_to_ask(self, unheard: UnheardMedia) -> bool:
        """Whether a thread would be asked again if the promise held. It is looked for in all of them, so only when what
        is unheard has changed: a run comes here every second.
        """
        if self._looked_for != unheard:
            self._looked_for, self._any_to_ask = unheard, bool(self._pictures())
        return self._any_to_ask

    def _threads(self) -> list[Thread]:
        with self.asking.database.reading() as conn:
            return threads(conn, self.asking.workspace_id)

    def _groups(self) -> list[Chain]:
        return [chain for thread in self._threads() for chain in self.lists.v1_group_unread(thread)]

    def _pictures(self) -> list[Chain]:
        """Newest first, over all threads."""
        by_key = {thread.key: thread for thread in self._threads()}
        with self.asking.database.reading() as conn:
            found = [
                (by_key[key], [Heard(*message) for message in messages])
                for key, messages in threads_of_unheard_media(conn, self.asking.workspace_id)
                if key in by_key
            ]
        chains = [chain for thread, messages in found for chain in self.lists.v1_media_again(thread, messages)]
        return sorted(chains, key=lambda chain: -(chain.stretch.hi_ms if chain.stretch else 0))

    # --- while it goes on -------------------------------------------------------------------------------------------

    def on_page(self, chain: Chain, page: Page) -> None:
        """A page of conversations calls for the walks of their threads; one of texts may show what v1 tells now."""
        if chain is self.conversations:
            self.crew.add(self.threads.of_page(page))
        elif chain.operation == "GET /v1/messages" and page.items:
            self._look_for_media(chain, page)
            if len(chain.people) > 1:
                self._note(Ability.GROUP_MESSAGES, Verdict.YES, "GET /v1/messages of a group answered.", chain.line)
                self._ask_again()

    def on_answer(self, part: Part, answer: Answer) -> None:
        """What the message on trial showed."""
        if part is not MEDIA_TRIAL or answer.status != OK:
            return
        if MEDIA_MEMBER in answer.body:
            self._media_are_told()
        else:
            self._note(MEDIA, Verdict.NO, f"{answer.operation} of a message without text carried no media.")

    def _look_for_media(self, chain: Chain, page: Page) -> None:
        """Only new messages count against it: whether old ones carry theirs is another question."""
        if any(MEDIA_MEMBER in item.body for item in page.items):
            self._media_are_told(chain.line)
            return
        new_ms = self.lists.provider_ms - NEW_MS
        with self._lock:
            self._without_media += sum(item.at_ms is not None and item.at_ms >= new_ms for item in page.items)
            many = self._without_media >= ENOUGH_MESSAGES and not self._media_told
        if many:
            self._note(MEDIA, Verdict.NO, "No new message of GET /v1/messages carried media.", chain.line)

    def _media_are_told(self, line: str = "") -> None:
        self._media_told = True
        self._note(MEDIA, Verdict.YES, "Messages of GET /v1/messages carry media.", line)
        self._ask_again()

    def _note(self, name: str, verdict: Verdict, evidence: str, line: str = "") -> None:
        now_ms = self.asking.client.provider_now_ms()
        self.evidence.note([Capability(name, Surface.V1, verdict, evidence, now_ms, line)])

    def on_lost(self, chain: Chain) -> bool:
        """Whether a list that its surface does not have (any more) is asked on the other one instead."""
        name = "conversations" if chain.name == "changes" else chain.name
        ability = ABILITY_OF_LIST.get(name)
        if ability is None or chain.surface != Surface.DATED or self.road != Road.AUTO:
            return False
        if self.evidence.verdict(ability, Surface.V1) in CANNOT:
            return False
        with self._lock:
            if name in self.v1:
                return True
            self.v1.add(name)
            first = self.conversations is None
            self.v1.add("conversations")
        also = self.threads.also(name)
        if first:
            self._begin_v1()
        else:
            self.crew.add(also)
        return True

    def parts(self) -> list[Part]:
        """How the parts of calls are asked for now: on the surface of the calls, else on the other one."""
        best = Surface.V1 if "calls" in self.v1 else Surface.DATED
        other = Surface.DATED if best == Surface.V1 else Surface.V1
        found: list[Part] = []
        for kind in dict.fromkeys(part.kind for part in PARTS[best]):
            surfaces = (best, other) if self.road == Road.AUTO else (best,)
            ways = (part for surface in surfaces for part in PARTS[surface] if part.kind == kind)
            found.extend(next(([part] for part in ways if self._can_ask(part)), []))
        return found

    def _can_ask(self, part: Part) -> bool:
        """What was refused is tried once more after a while; the dated parts of a call need its list."""
        verdict = self.evidence.verdict(part.ability, part.surface)
        if self.evidence.denied_now(part.ability, part.surface):
            return False
        if part.surface == Surface.DATED and "calls" in self.v1:
            return verdict == Verdict.YES
        return verdict not in CANNOT or self._is_due(part.ability, part.surface)
