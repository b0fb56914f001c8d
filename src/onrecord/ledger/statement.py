"""The record statement: what is held of a stretch of time, what is missing and why, and what that rests on.

It is a document for somebody else: it can be checked against this home, or against an export of it on a machine that
has no database of ours (`ledger.vouched`). It never claims what was not asked for: beside what is held stands which
lists were read to their end.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind, ArtefactState
from onrecord.domain.clock import ms_to_iso
from onrecord.domain.coverage import Window
from onrecord.domain.gap import Gap, GapState
from onrecord.ledger.coverage import checked_windows, unchecked
from onrecord.ledger.decisions import read
from onrecord.ledger.doubts import doubts, found_doubts
from onrecord.ledger.gaps import found_gaps, gaps
from onrecord.ledger.manifest import Line, Manifest, digest_of
from onrecord.ledger.scope import Span, lines_within
from onrecord.storage.exports import export_rows
from onrecord.storage.holdings import kept_files
from onrecord.storage.statements import WalkedList, walked_lists
from onrecord.storage.walks import read_walks
from onrecord.storage.workspaces import read_workspace

SCHEMA = 1
WHAT = "onrecord record statement"
RECORD_KINDS = ("line", "member", "contact", "conversation", "message", "call")

NEVER_KNOWN: tuple[tuple[str, str], ...] = (
    ("edits", "Whether a message was edited after it was read. The provider tells no program."),
    ("deletions", "What was deleted in the app before it was read here, and that it was deleted after."),
    ("team_comments", "Comments that teammates wrote to each other beside a conversation, and who was mentioned."),
    ("inbox_state", "When a conversation was read or marked as done, and by whom."),
    ("call_handling", "Hold, transfer between teammates, and which phones rang at the same time."),
)
"""What no answer of the provider ever tells, whatever is asked (its documents of October 2026, and observation)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """`document` is the JSON, whole; `manifest` the part of it that vouches for each piece."""

    document: dict[str, Any]
    manifest: Manifest


def statement(conn: Connection, workspace_id: int, span: Span, *, now_ms: int) -> Statement:
    """Made from one moment of the record. Seconds for tens of thousands of records."""
    counted = _Counted()
    manifest = Manifest()
    for line in lines_within(export_rows(conn, workspace_id), span):
        manifest.add(line)
        counted.add(line)
    for sha256, file in kept_files(conn, workspace_id, list(manifest.files)).items():
        manifest.files[sha256] = file.size_bytes
    document = {
        "schema": SCHEMA,
        "what": WHAT,
        "workspace": read_workspace(conn, workspace_id).name,
        "line": counted.line if span.line is not None else None,
        "from": ms_to_iso(span.from_ms),
        "to": ms_to_iso(span.to_ms),
        "made_at": ms_to_iso(now_ms),
        "held": counted.held(),
        "known": counted.known(),
        "artefacts": counted.states(),
        "missing": _listed(gaps(conn, workspace_id, now_ms), span),
        "possibly_missing": _listed(doubts(conn, workspace_id), span),
        "dismissed": _dismissed(conn, workspace_id, span, now_ms),
        "not_checked": _not_checked(conn, workspace_id, span),
        "rests_on": [_walked(one) for one in walked_lists(conn, workspace_id)],
        "never_known": [{"what": what, "why": why} for what, why in NEVER_KNOWN],
        "manifest": {
            "records": dict(sorted(manifest.records.items())),
            "files": dict(sorted(manifest.files.items())),
        },
    }
    return Statement(sealed(document), manifest)


def sealed(document: dict[str, Any]) -> dict[str, Any]:
    """The same with the digest of everything else in it: a changed statement shows that it was changed."""
    return {**document, "digest": digest_of({name: value for name, value in document.items() if name != "digest"})}


class _Counted:
    """Counts what the lines show, as `status` counts it."""

    def __init__(self) -> None:
        self._records = dict.fromkeys(RECORD_KINDS, 0)
        self._states: dict[str, Counter[str]] = {kind.value: Counter() for kind in ArtefactKind}
        self.line: dict[str, Any] | None = None

    def add(self, line: Line) -> None:
        kind = str(line["kind"])
        if kind in self._states:
            self._states[kind][str(line["state"])] += 1
        elif kind in self._records:
            self._records[kind] += 1
        if kind == "line":
            self.line = {name: line[name] for name in ("id", "number", "name") if name in line}

    def held(self) -> dict[str, int]:
        return self._records | {kind: states[ArtefactState.KEPT] for kind, states in self._states.items()}

    def known(self) -> dict[str, int]:
        return self._records | {
            kind: states.total() - states[ArtefactState.NONE] for kind, states in self._states.items()
        }

    def states(self) -> dict[str, dict[str, int]]:
        return {kind: dict(sorted(states.items())) for kind, states in self._states.items()}


def _listed(found: Iterable[Gap], span: Span) -> list[dict[str, object]]:
    """Those of the span, each with its time where that is known."""
    return [
        {**gap.as_json(), "at": _iso(gap.at_ms or None)} for gap in found if span.covers(gap.at_ms or None, gap.line)
    ]


def _dismissed(conn: Connection, workspace_id: int, span: Span, now_ms: int) -> list[dict[str, object]]:
    """What is missing, or may be, and need not be found: who said so, when and why."""
    said = read(conn, workspace_id)
    found = (*found_gaps(conn, workspace_id, now_ms, said), *found_doubts(conn, workspace_id))
    return [
        {**told, "dismissed_by": last.said_by, "dismissed_at": ms_to_iso(last.at_ms), "why": last.why}
        for told in _listed(map(said.judged, found), span)
        if told["state"] == GapState.DISMISSED and (last := said.standing(str(told["key"])))
    ]


def _not_checked(conn: Connection, workspace_id: int, span: Span) -> list[dict[str, object]]:
    """The stretches of which no finished walk proves that everything was listed."""
    walks = read_walks(conn, workspace_id)
    return [
        {"kind": kind.value, "from": ms_to_iso(hole.lo_ms), "to": ms_to_iso(hole.hi_ms)}
        for kind in ActivityKind
        for hole in unchecked(checked_windows(walks, kind), Window(span.from_ms, span.to_ms))
    ]


def _walked(one: WalkedList) -> dict[str, object]:
    return {
        "surface": one.surface,
        "operation": one.operation,
        "lists": one.lists,
        "finished": one.finished,
        "from": _iso(one.lo_ms),
        "to": _iso(one.hi_ms),
        "last_finished_at": _iso(one.finished_ms),
        "items": one.items,
    }


def _iso(ms: int | None) -> str | None:
    return None if ms is None else ms_to_iso(ms)
