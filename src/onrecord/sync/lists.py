"""The lists of both surfaces as chains: what is asked, in which phase, from where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.domain.capability import Surface
from onrecord.domain.coverage import Window, missing
from onrecord.intake.digest import canonical_asked
from onrecord.limits.evidence import Evidence
from onrecord.limits.routes import ABILITY_OF
from onrecord.provider.client import LIST_LIMIT, V1_CONTACTS_LIMIT, V1_LIST_LIMIT, Answer, Client
from onrecord.provider.envelope import Lead
from onrecord.storage.threads import Thread
from onrecord.storage.walks import WalkRow
from onrecord.sync.chain import Ask, Chain
from onrecord.sync.plan import (
    OVERLAP_MS,
    Heard,
    Phase,
    Proof,
    Stretch,
    V1Thread,
    is_due,
    open_windows,
    proved_windows,
    stretches,
    v1_thread,
    v1_window,
)

NOTHING: Mapping[str, object] = {}
CALLS_ASKED: Mapping[str, object] = {"include": "summary,voicemail"}
MOVED_ASKED: Mapping[str, object] = {"by": "updatedAt"}
MEDIA_SEEN: Mapping[str, object] = {"sees": "media"}
"""Marks the walks of v1 threads that the provider let see pictures, beside those that it did not."""


@dataclass(slots=True)
class Past:
    """The walks so far, by operation and what was asked."""

    rows: Sequence[WalkRow]
    _by_list: dict[tuple[str, str], list[WalkRow]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.rows:
            self._by_list.setdefault((row.operation, row.asked), []).append(row)

    def proofs(self, operation: str, asked: Mapping[str, object] = NOTHING) -> list[Proof]:
        rows = self._by_list.get((operation, canonical_asked(asked)), [])
        return [Proof(row.id, row.lo_ms, row.hi_ms, row.reached_ms, row.finished_ms is not None) for row in rows]

    def last_whole(self, operation: str) -> WalkRow | None:
        """The newest finished walk of a list without times."""
        rows = self._by_list.get((operation, canonical_asked(NOTHING)), [])
        return max((row for row in rows if row.finished_ms), key=lambda row: row.finished_ms or 0, default=None)


@dataclass(frozen=True, slots=True)
class Lists:
    """Makes the chains of one run. `provider_ms` is the provider's time at its start."""

    client: Client
    past: Past
    evidence: Evidence
    provider_ms: int

    # --- lists without times --------------------------------------------------------------------------------------

    def lines(self) -> Chain:
        """The first question of every run: cheap, and it shows whether the dated surface exists."""

        def ask(_lo: int, _hi: int | None, cursor: str | None) -> Answer:
            return self.client.phone_numbers(after=cursor)

        return self._whole("lines", Surface.DATED, "GET /phone-numbers", ask)

    def v1_first(self) -> Chain:
        """The same on v1; there the people of each line come with it."""

        def ask(_lo: int, _hi: int | None, _cursor: str | None) -> Answer:
            return self.client.v1_phone_numbers()

        return self._whole("lines", Surface.V1, "GET /v1/phone-numbers", ask)

    def users(self) -> list[Chain]:
        def ask(_lo: int, _hi: int | None, cursor: str | None) -> Answer:
            return self.client.users(after=cursor)

        return self._daily("people", Surface.DATED, "GET /users", ask, Phase.WHO)

    def organization(self) -> list[Chain]:
        def ask(_lo: int, _hi: int | None, _cursor: str | None) -> Answer:
            return self.client.organization()

        return self._daily("organization", Surface.DATED, "GET /organization", ask, Phase.WHO)

    def v1_lines(self) -> list[Chain]:
        """Who works on which line: only v1 says it in one answer for all lines."""

        def ask(_lo: int, _hi: int | None, _cursor: str | None) -> Answer:
            return self.client.v1_phone_numbers()

        return self._daily("lines", Surface.V1, "GET /v1/phone-numbers", ask, Phase.WHO)

    def v1_users(self) -> list[Chain]:
        def ask(_lo: int, _hi: int | None, cursor: str | None) -> Answer:
            return self.client.v1_users(after=cursor)

        return self._daily("people", Surface.V1, "GET /v1/users", ask, Phase.WHO)

    def contacts(self) -> list[Chain]:
        """Names, from v1 even where the dated surface exists: only there do they come with their numbers.

        Whoever has names already waits for what came since, not for the same names again.
        """

        def ask(_lo: int, _hi: int | None, cursor: str | None) -> Answer:
            return self.client.v1_contacts(after=cursor)

        phase = Phase.AGAIN if self.past.last_whole("GET /v1/contacts") else Phase.RECORD
        return self._daily("contacts", Surface.V1, "GET /v1/contacts", ask, phase, V1_CONTACTS_LIMIT)

    def _daily(
        self, name: str, surface: str, operation: str, ask: Ask, phase: Phase, page_size: int = LIST_LIMIT
    ) -> list[Chain]:
        """A list that is read whole, at most daily, and not where it was refused as daily."""
        ability = ABILITY_OF[operation]
        last = self.past.last_whole(operation)
        read_ms = last.hi_ms if last else None
        if self.evidence.lacks(ability, surface):
            read_ms = self.evidence.checked_ms(ability, surface)
        return (
            [self._whole(name, surface, operation, ask, phase, page_size)] if is_due(read_ms, self.provider_ms) else []
        )

    def _whole(
        self,
        name: str,
        surface: str,
        operation: str,
        ask: Ask,
        phase: Phase = Phase.WHO,
        page_size: int = LIST_LIMIT,
    ) -> Chain:
        last = self.past.last_whole(operation)
        row_id = last.id if last else None
        return Chain(
            name,
            phase,
            surface,
            operation,
            NOTHING,
            ask,
            page_size=page_size,
            row_id=row_id,
            joins=last is not None,
            read_ms=self.provider_ms,
        )

    # --- the dated surface ------------------------------------------------------------------------------------------

    def messages(self) -> list[Chain]:
        def ask(lo_ms: int, hi_ms: int | None, cursor: str | None) -> Answer:
            return self.client.messages(lo_ms, hi_ms, after=cursor)

        return self._timed("messages", "GET /messages", NOTHING, ask, Phase.RECORD)

    def calls(self) -> list[Chain]:
        def ask(lo_ms: int, hi_ms: int | None, cursor: str | None) -> Answer:
            return self.client.calls(lo_ms, hi_ms, after=cursor)

        return self._timed("calls", "GET /calls", CALLS_ASKED, ask, Phase.RECORD)

    def conversations(self) -> list[Chain]:
        """All of them once, by creation; afterwards the feed of changes shows new ones too."""
        proofs = self.past.proofs("GET /conversations")
        if proved_from_the_beginning(proofs) is not None:
            return [self.moved_conversations()]

        def ask(lo_ms: int, hi_ms: int | None, cursor: str | None) -> Answer:
            return self.client.conversations(lo_ms, hi_ms, after=cursor)

        return self._timed("conversations", "GET /conversations", NOTHING, ask, Phase.RECORD)

    def moved_conversations(self) -> Chain:
        """What changed since the feed was last read to its end, or since the first list was begun."""

        def ask(lo_ms: int, _hi: int | None, cursor: str | None) -> Answer:
            return self.client.conversations_moved(lo_ms, after=cursor)

        feed = self.past.proofs("GET /conversations", MOVED_ASKED)
        read_ms = proved_from_the_beginning(self.past.proofs("GET /conversations")) or 0
        last = max((proof for proof in feed if proof.finished), key=lambda proof: proof.hi_ms or 0, default=None)
        since_ms = max(0, (last.hi_ms if last and last.hi_ms else read_ms) - OVERLAP_MS)
        return Chain(
            "changes",
            Phase.RECORD,
            Surface.DATED,
            "GET /conversations",
            MOVED_ASKED,
            ask,
            stretch=Stretch(since_ms, self.provider_ms, since_ms, open_top=True),
            row_id=last.id if last else None,
            joins=last is not None,
        )

    def _timed(self, name: str, operation: str, asked: Mapping[str, object], ask: Ask, phase: Phase) -> list[Chain]:
        return [
            Chain(
                name,
                phase,
                Surface.DATED,
                operation,
                asked,
                ask,
                stretch=stretch,
                ordered=True,
                row_id=stretch.joins,
                joins=stretch.joins is not None,
            )
            for stretch in stretches(self.past.proofs(operation, asked), self.provider_ms)
        ]

    # --- v1 ---------------------------------------------------------------------------------------------------------

    def v1_conversations(self) -> Chain:
        """All the first time, later those that moved. Its mark is set only when every thread of it was read."""

        def ask(lo_ms: int, _hi: int | None, cursor: str | None) -> Answer:
            return self.client.v1_conversations(updated_after_ms=lo_ms, after=cursor)

        proofs = [proof for proof in self.past.proofs("GET /v1/conversations") if proof.finished and proof.hi_ms]
        last = max(proofs, key=lambda proof: proof.hi_ms or 0, default=None)
        seen_ms = last.hi_ms if last and last.hi_ms else 0
        since_ms = max(0, max(seen_ms, self._proved_by_dated()) - OVERLAP_MS)
        return Chain(
            "conversations",
            Phase.RECORD,
            Surface.V1,
            "GET /v1/conversations",
            NOTHING,
            ask,
            stretch=Stretch(since_ms, self.provider_ms, since_ms, open_top=True),
            page_size=V1_LIST_LIMIT,
            row_id=last.id if last else None,
            joins=last is not None,
            marks=False,
        )

    def v1_thread(self, lead: Lead, can: V1Thread) -> list[Chain]:
        """What v1 can be asked about one conversation and has not answered since it last moved."""
        chains: list[Chain] = []
        if can.messages:
            chains += self._v1_list("messages", "GET /v1/messages", lead, self._v1_messages(lead))
        if can.calls:
            chains += self._v1_list("calls", "GET /v1/calls", lead, self._v1_calls(lead))
        return chains

    def _v1_messages(self, lead: Lead) -> Ask:
        def ask(lo_ms: int, hi_ms: int | None, cursor: str | None) -> Answer:
            return self.client.v1_messages(lead.line_id, lead.participants, lo_ms, hi_ms, after=cursor)

        return ask

    def _v1_calls(self, lead: Lead) -> Ask:
        def ask(lo_ms: int, hi_ms: int | None, cursor: str | None) -> Answer:
            return self.client.v1_calls(lead.line_id, lead.participants[0], lo_ms, hi_ms, after=cursor)

        return ask

    def _proved_by_dated(self) -> int:
        """Up to when the dated surface, while it could be asked, showed every conversation, text and call."""
        names = (("GET /conversations", NOTHING), ("GET /messages", NOTHING), ("GET /calls", CALLS_ASKED))
        return min(proved_from_the_beginning(self.past.proofs(*one)) or 0 for one in names)

    def _v1_list(self, name: str, operation: str, lead: Lead, ask: Ask) -> list[Chain]:
        asked = {"line": lead.line_id, "participants": sorted(lead.participants)}
        window = v1_window(self.past.proofs(operation, asked), lead.moved_ms, self._proved_by_dated())
        if window is None:
            return []
        since_ms, row_id = window
        stretch = Stretch(since_ms, self.provider_ms, since_ms, open_top=True)
        return [
            Chain(
                name,
                Phase.RECORD,
                Surface.V1,
                operation,
                asked,
                ask,
                stretch=stretch,
                page_size=V1_LIST_LIMIT,
                row_id=row_id,
                joins=row_id is not None,
            )
        ]

    def v1_group_unread(self, thread: Thread) -> list[Chain]:
        """The texts of a group that could not be listed when its conversation was last seen."""
        lead = Lead(thread.conversation_id or "", thread.line_id, thread.participants, self.provider_ms)
        can = v1_thread(thread.participants)
        asked = {"line": lead.line_id, "participants": sorted(lead.participants)}
        read = any(proof.finished for proof in self.past.proofs("GET /v1/messages", asked))
        if read or not can.messages or len(thread.participants) < 2:
            return []
        return self._v1_list("messages", "GET /v1/messages", lead, self._v1_messages(lead))

    def v1_media_again(self, thread: Thread, messages: Sequence[Heard]) -> list[Chain]:
        """The pages of a thread that hold texts of which nobody could tell whether they have pictures, once more.

        Such a walk has a proof of its own: the one that took the texts in was not allowed to see their pictures.
        """
        if not v1_thread(thread.participants).messages:
            return []
        lead = Lead(thread.conversation_id or "", thread.line_id, thread.participants, 0)
        asked = {"line": thread.line_id, "participants": sorted(thread.participants), **MEDIA_SEEN}
        proved = proved_windows(self.past.proofs("GET /v1/messages", asked))
        windows = open_windows(messages, V1_LIST_LIMIT)
        left = [piece for window in windows for piece in reversed(missing(window, proved))]
        return [self._again(asked, self._v1_messages(lead), window) for window in left]

    def _again(self, asked: Mapping[str, object], ask: Ask, window: Window) -> Chain:
        return Chain(
            "pictures",
            Phase.AGAIN,
            Surface.V1,
            "GET /v1/messages",
            asked,
            ask,
            stretch=Stretch(window.lo_ms, window.hi_ms, window.lo_ms),
            page_size=V1_LIST_LIMIT,
        )


def proved_from_the_beginning(proofs: Sequence[Proof]) -> int | None:
    """Up to when a list is proved without a hole from its beginning; None where it is not."""
    windows = proved_windows(proofs)
    return windows[0].hi_ms if len(windows) == 1 and windows[0].lo_ms == 0 else None
