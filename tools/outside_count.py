"""The outside count: what the provider's world knows, less what a home holds, has to be what its account lists.

Pure: rows in, findings out. It knows what a home says of itself (`export`, `gaps`, `gaps --doubts`, `status`,
`statement`) and nothing of how it came to say so.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ACTIVITIES = ("message", "call")
ARTEFACTS = ("media", "voicemail", "recording", "transcript", "summary")

Row = Mapping[str, Any]
ByKind = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Account:
    """What a home says of itself. `held` are the lines of its export by kind, `not_checked` the stretches of time
    (`kind`, `from`, `to`) of which it claims nothing."""

    held: ByKind
    gaps: Sequence[Row]
    doubts: Sequence[Row]
    status: Row
    not_checked: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Count:
    """`missing` of the world are not held; `unclaimed` of them lie where the home says that it has not checked, and
    `obtainable` of them the provider would give now. `gaps` and `doubts` by reason; `delivered` by webhook. Whatever
    is in `findings` is wrong."""

    known: int
    missing: int
    unclaimed: int
    obtainable: int
    gaps: Mapping[str, int]
    doubts: Mapping[str, int]
    delivered: int
    findings: tuple[str, ...]


def compare(truth: ByKind, account: Account) -> Count:
    """Both directions: nothing missing is unlisted, nothing listed is held or unknown to the world."""
    missing = not_held(truth, account.held)
    unlisted = list(_unlisted(missing, account))
    silent = [row for row in unlisted if not _is_unchecked(row, account.not_checked)]
    findings = (
        *(f"missing and not listed: {row['kind']} {row['id']} of {row['at']}" for row in silent),
        *(f"listed and held: {key}" for key in _listed_and_held(account)),
        *(f"listed, and the world knows no such thing: {key}" for key in _unknown(missing, account.gaps)),
        *_differing_totals(account),
    )
    return Count(
        known=sum(len(truth[kind]) for kind in (*ACTIVITIES, *ARTEFACTS)),
        missing=sum(map(len, missing.values())),
        unclaimed=len(unlisted) - len(silent),
        obtainable=sum(bool(row["on"]) for rows in missing.values() for row in rows),
        gaps=_by_reason(account.gaps),
        doubts=_by_reason(account.doubts),
        delivered=account.status["deliveries"]["accepted"],
        findings=findings,
    )


def _by_reason(listed: Iterable[Row]) -> Mapping[str, int]:
    return Counter(str(one["reason"]) for one in listed)


def not_held(truth: ByKind, held: ByKind) -> dict[str, list[Row]]:
    """By kind, what the world knows and the home does not hold. v1 gives the transcripts of a call as one."""
    found: dict[str, list[Row]] = {}
    for kind in ACTIVITIES:
        ids = {row["id"] for row in held.get(kind, ())}
        found[kind] = [{**row, "kind": kind} for row in truth[kind] if row["id"] not in ids]
    for kind in ARTEFACTS:
        rows = _kept(held, kind)
        places = {(row["activity"], row["ordinal"]) for row in rows}
        whole = {row["activity"] for row in rows if kind == "transcript" and row["content"]["recording_id"] is None}
        found[kind] = [
            {**row, "kind": kind}
            for row in truth[kind]
            if (row["activity"], row["ordinal"]) not in places and row["activity"] not in whole
        ]
    return found


def _kept(held: ByKind, kind: str) -> list[Row]:
    return [row for row in held.get(kind, ()) if row["state"] == "kept"]


def _unlisted(missing: ByKind, account: Account) -> Iterator[Row]:
    """What is missing and listed nowhere: not itself, nor its conversation, nor its activity."""
    listed = {(one["kind"], one["subject"]) for one in (*account.gaps, *account.doubts)}
    conversations = {subject for kind, subject in listed if kind == "activity" and subject.startswith("CN")}
    of_calls = conversations | {subject for kind, subject in listed if kind == "call"}
    told: set[str] = set()
    for kind in ACTIVITIES:
        for row in missing[kind]:
            under = of_calls if kind == "call" else conversations
            if row["conversation"] in under or ("activity", row["id"]) in listed:
                told.add(row["id"])
            else:
                yield row
    for kind in ARTEFACTS:
        for row in missing[kind]:
            if (kind, row["activity"]) not in listed and row["activity"] not in told:
                yield row


def _is_unchecked(row: Row, stretches: Iterable[Row]) -> bool:
    kind = "message" if row["kind"] in {"message", "media"} else "call"
    return any(one["kind"] == kind and one["from"] <= row["at"] < one["to"] for one in stretches)


def _listed_and_held(account: Account) -> Iterator[str]:
    """Keys of the account that name something in hand."""
    activities = {row["id"] for kind in ACTIVITIES for row in account.held.get(kind, ())}
    kept = {f"{kind}:{row['activity']}:{row['ordinal']}" for kind in ARTEFACTS for row in _kept(account.held, kind)}
    of_activity = {key.rpartition(":")[0] for key in kept}
    for gap in account.gaps:
        if gap["key"] in kept or (gap["kind"] == "activity" and gap["subject"] in activities):
            yield str(gap["key"])
    yield from (str(one["key"]) for one in account.doubts if one["key"] in of_activity)


def _unknown(missing: ByKind, gaps: Iterable[Row]) -> Iterator[str]:
    """Keys of gaps that the world does not know as missing: of one artefact, of a promised one, of an activity."""
    known = {f"activity:{row['id']}" for kind in ACTIVITIES for row in missing[kind]}
    for kind in ARTEFACTS:
        known |= {f"{kind}:{row['activity']}:{row['ordinal']}" for row in missing[kind]}
        known |= {f"{kind}:{row['activity']}" for row in missing[kind]}
    yield from (str(gap["key"]) for gap in gaps if gap["key"] not in known)


def _differing_totals(account: Account) -> Iterator[str]:
    """The status counts what the lists list."""
    for name, counted, listed in (
        ("gaps", account.status["gaps"]["open"], len(account.gaps)),
        ("doubts", account.status["doubts"], len(account.doubts)),
    ):
        if counted != listed:
            yield f"status counts {counted} {name}, the list has {listed}"
