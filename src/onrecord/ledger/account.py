"""The account: held, known, missing and why, as `status --json` gives it."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.artefact import UNSETTLED
from onrecord.domain.clock import ms_to_iso
from onrecord.ledger.causes import DOUBT, GAP, Tally, causes
from onrecord.ledger.discrepancies import discrepancies, total
from onrecord.storage import arrivals, counts, deliveries, foreign, refusals
from onrecord.storage.errands import count_errands
from onrecord.storage.gaps import count_unheard
from onrecord.storage.observations import count as count_observations

SCHEMA = 1


def account(conn: Connection, workspace_id: int, now_ms: int) -> dict[str, Any]:
    """Everything that the record can say of itself at one moment; `limited` is filled in by `limits.limited`."""
    states = counts.count_states(conn, workspace_id)
    unheard = count_unheard(conn, workspace_id)
    missing = causes(conn, workspace_id, now_ms)
    strange = counts.count_not_understood(conn, workspace_id)
    run = counts.last_run(conn, workspace_id)
    dirty = counts.count_dirty(conn, workspace_id) + arrivals.count(conn, workspace_id)
    pushed = deliveries.tally(conn, workspace_id)
    return {
        "schema": SCHEMA,
        "held": counts.count_held(conn, workspace_id),
        "known": counts.count_known(conn, workspace_id),
        "artefacts": {kind: _together(states[kind], unheard.get(kind, {})) for kind in states},
        "gaps": {"open": _count(missing, GAP), "by_reason": _by_reason(missing, GAP)},
        "doubts": _count(missing, DOUBT),
        "limited": {},
        "discrepancies": total(discrepancies(conn, Scope(workspace_id)))._asdict(),
        "not_understood": {"total": sum(strange.values()), "by_kind": strange},
        "observations": count_observations(conn, workspace_id),
        "deliveries": {
            "accepted": pushed.accepted,
            "repeated": pushed.repeated,
            "refused": sum(refusals.counts(conn, workspace_id).values()),
            "by_generation": pushed.by_generation,
            "healed": pushed.healed,
            "foreign": foreign.count(conn, workspace_id),
        },
        "backlog": {"dirty": dirty, "errands": _errands(conn, workspace_id, now_ms)},
        "last_sync": _last_sync(run) if run else None,
        "last_delivery_at": ms_to_iso(pushed.last_ms) if pushed.last_ms is not None else None,
        "complete": run is not None and _came_to_its_end(run) and is_settled(states) and not dirty,
    }


def is_settled(states: dict[str, dict[str, int]]) -> bool:
    """Nothing is wanted, pending or expired."""
    return not any(count for kinds in states.values() for state, count in kinds.items() if state in UNSETTLED)


def _count(missing: Tally, sort: str) -> int:
    return sum(count for cause, count in missing.items() if cause.sort == sort)


def _by_reason(missing: Tally, sort: str) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for cause, count in missing.items():
        if cause.sort == sort:
            counted[cause.reason] += count
    return dict(sorted(counted.items()))


def _together(states: dict[str, int], words: dict[str, int]) -> dict[str, int]:
    return dict(sorted((Counter(states) + Counter(words)).items()))


def _errands(conn: Connection, workspace_id: int, now_ms: int) -> dict[str, int]:
    found = count_errands(conn, workspace_id, now_ms=now_ms)
    return {"ready": found.ready, "waiting": found.waiting, "leased": found.leased, "failed": found.failed}


def _came_to_its_end(run: Mapping[str, Any]) -> bool:
    """A sync that failed or was killed proves nothing; one that was incomplete may have become complete since."""
    return run["finished_ms"] is not None and run["exit"] in {0, 3} and not run["unfinished"]


def _last_sync(run: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "started_at": ms_to_iso(run["started_ms"]),
        "finished_at": ms_to_iso(run["finished_ms"]) if run["finished_ms"] is not None else None,
        "exit": run["exit"],
        "surface": run["surface"],
        "requests": run["requests"],
        "too_many": run["too_many"],
    }
