"""The errand `fetch`: one file from its newest link into the vault, and what came of it into the record.

1. Look: a path whose bytes are held already needs nothing.
2. Receive the file by the newest link; the bytes are on disk before anything is said about them.
3. Measure what came.
4. In one transaction with the end of the errand: the holding, the mark to fold the activity again, what follows
   (a fresh link to ask for, pictures to make). Interrupted anywhere before, everything is done again and changes
   nothing: the vault keeps each content once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.domain.clock import Clock
from onrecord.domain.errand import RETRY_LADDER_MS, Errand
from onrecord.domain.errors import FileRefused
from onrecord.domain.subject import SubjectKind
from onrecord.media.derive import recipes_for
from onrecord.media.download import Downloads, LinkRefused
from onrecord.media.probe import measure
from onrecord.media.vault import Vault
from onrecord.storage import dirty, errands
from onrecord.storage.engine import Database
from onrecord.storage.holdings import KeptFile, add_holding, holdings_of
from onrecord.storage.links import link_url

Effect = Callable[[Connection], None]

NOT_THERE = "http_404"
GONE = "gone"
"""The detail of a refused holding: two links, one fresher than the other, and the provider has no such file."""


class Want(msgspec.Struct, frozen=True):
    """The payload: the file of one artefact, by one path."""

    activity_id: str
    kind: str
    ordinal: int
    path: str


@dataclass(frozen=True, slots=True)
class Fetcher:
    """The handler of `fetch`, for one workspace."""

    database: Database
    workspace_id: int
    vault: Vault
    downloads: Downloads
    clock: Clock

    def __call__(self, errand: Errand) -> Effect:
        """Raises FileUnavailable and VaultError, which are tried again; everything else is an outcome."""
        want = msgspec.convert(errand.payload, Want)
        with self.database.reading() as conn:
            link = link_url(conn, self.workspace_id, want.path)
            before = holdings_of(conn, self.workspace_id, [want.path]).get(want.path, [])
        if self._is_held(before):
            return self._mark_only(want)
        if link is None:
            return self._ask_again(want, self.clock.now_ms())
        return self._follow(want, *link)

    def _is_held(self, before: Sequence[Holding]) -> bool:
        return any(one.sha256 is not None and self.vault.has(one.sha256) for one in before)

    def _follow(self, want: Want, url: str, asked_ms: int) -> Effect:
        try:
            received = self.downloads.receive(url, want.path, self.vault)
        except LinkRefused as error:
            return self._refused_link(want, asked_ms, NOT_THERE if error.status == 404 else None)
        except FileRefused as error:
            refused = Holding(want.path, HoldingOutcome.REFUSED, asked_ms, detail=error.reason)
            return self._settled(want, refused, least_bytes=error.least_bytes)
        kept = received.kept
        found = measure(self.vault.path(kept.sha256), want.path)
        file = KeptFile(
            sha256=kept.sha256,
            size_bytes=kept.size_bytes,
            sniffed_type=found.media_type,
            declared_type=received.declared_type,
            duration_seconds=found.duration_seconds,
            width=found.width,
            height=found.height,
        )
        return self._settled(want, Holding(want.path, HoldingOutcome.KEPT, asked_ms, kept.sha256), file)

    def _settled(
        self, want: Want, holding: Holding, kept: KeptFile | None = None, *, least_bytes: int | None = None
    ) -> Effect:
        """A holding's time is that of the link it came by: what a later link says can be told from it."""
        now_ms = self.clock.now_ms()

        def write(conn: Connection) -> None:
            add_holding(conn, self.workspace_id, holding, kept, least_bytes=least_bytes)
            if kept is not None:
                errands.enqueue_many(conn, self.workspace_id, to_derive(kept, now_ms))
            self._mark(conn, want, now_ms)

        return write

    def _refused_link(self, want: Want, asked_ms: int, detail: str | None) -> Effect:
        """Expired, and a fresh link is asked for; gone, where even a fresh one was not found."""
        now_ms = self.clock.now_ms()

        def write(conn: Connection) -> None:
            newest = link_url(conn, self.workspace_id, want.path)
            if newest is not None and newest[1] > asked_ms:
                self._mark(conn, want, now_ms)  # a fresher link came meanwhile: the fold asks for the file again
                return
            before = holdings_of(conn, self.workspace_id, [want.path]).get(want.path, [])
            outcome = what_refusal_means(want.path, before, asked_ms, detail)
            add_holding(conn, self.workspace_id, outcome)
            again_ms = ask_again_ms(before, now_ms)
            if outcome.outcome == HoldingOutcome.EXPIRED and again_ms is not None:
                self._enqueue_reask(conn, want, again_ms)
            self._mark(conn, want, now_ms)

        return write

    def _ask_again(self, want: Want, now_ms: int) -> Effect:
        def write(conn: Connection) -> None:
            self._enqueue_reask(conn, want, now_ms)

        return write

    def _mark_only(self, want: Want) -> Effect:
        now_ms = self.clock.now_ms()
        return lambda conn: self._mark(conn, want, now_ms)

    def _enqueue_reask(self, conn: Connection, want: Want, run_at_ms: int) -> None:
        payload: dict[str, object] = {"activity_id": want.activity_id}
        errands.enqueue(conn, self.workspace_id, "reask", want.activity_id, payload, run_at_ms=run_at_ms)

    def _mark(self, conn: Connection, want: Want, now_ms: int) -> None:
        subject = (SubjectKind.ACTIVITY, want.activity_id)
        dirty.mark(conn, self.workspace_id, [subject], token=dirty.new_token(), now_ms=now_ms)


def what_refusal_means(path: str, before: Sequence[Holding], asked_ms: int, detail: str | None) -> Holding:
    """The holding for a link that opened nothing. `before` are the earlier holdings of the path.

    Not found twice, by links of which one is fresher, is gone; all else may be the link's age.
    """
    not_there = [one for one in before if one.detail == NOT_THERE and one.at_ms < asked_ms]
    gone = detail == NOT_THERE and bool(not_there)
    outcome, detail = (HoldingOutcome.REFUSED, GONE) if gone else (HoldingOutcome.EXPIRED, detail)
    return Holding(path, outcome, asked_ms, detail=detail)


def ask_again_ms(before: Sequence[Holding], now_ms: int) -> int | None:
    """When to ask for a fresh link: at once, later each time that one is refused in a row, at last no more by
    itself. A link that a sync happens to bring is tried all the same."""
    in_a_row = sum(one.outcome == HoldingOutcome.EXPIRED for one in before)
    if in_a_row == 0:
        return now_ms
    return now_ms + RETRY_LADDER_MS[in_a_row - 1] if in_a_row <= len(RETRY_LADDER_MS) else None


def to_derive(kept: KeptFile, now_ms: int) -> list[errands.Wanted]:
    """What is worth making of a file before anyone looks at it; nobody waits for it."""
    return [
        errands.Wanted(
            "derive",
            f"{kept.sha256} {recipe}",
            {"sha256": kept.sha256, "recipe": recipe},
            now_ms,
            errands.NOBODY_WAITS,
        )
        for recipe in recipes_for(kept.sniffed_type)
    ]
