"""The limits for programs: `onrecord limits --json`."""

from typing import Any

from onrecord.domain.capability import CapabilityChange, Finding
from onrecord.domain.clock import ms_to_iso
from onrecord.domain.recovery import Recovery
from onrecord.limits.overview import Limit, Overview
from onrecord.limits.standing import Standing
from onrecord.limits.words import say_impact
from onrecord.storage.new_fields import Noticed
from onrecord.storage.specifications import Edition, EditionChange
from onrecord.views.times import Moments

SCHEMA = 1


def as_json(overview: Overview, times: Moments) -> dict[str, Any]:
    """Everything that the page shows."""
    return {
        "schema": SCHEMA,
        "at": ms_to_iso(times.now_ms),
        "account": overview.account.id if overview.account else None,
        "lacking": [one.entry.name for one in overview.lacking],
        "capabilities": [_limit(one, times) for one in overview.limits],
        "changes": [_change(one) for one in overview.changes],
        "recoveries": [_recovery(one) for one in overview.recoveries],
        "specifications": [_edition(one) for one in overview.published.editions],
        "specification_changes": [_edition_change(one) for one in overview.published.changes],
        "new_fields": [_news(one) for one in overview.published.news],
    }


def _limit(limit: Limit, times: Moments) -> dict[str, Any]:
    entry = limit.entry
    return {
        "name": entry.name,
        "title": entry.title,
        "verdict": limit.verdict,
        "surfaces": {surface: _standing(one) for surface, one in limit.on.items()},
        "impact": _impact(limit, times),
        "loss": entry.loss,
        "workaround": entry.meanwhile,
        "reference": list(entry.reference),
        "checked_at": _iso(limit.checked_ms),
        "next_review_at": _iso(limit.review_ms),
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "verdict": standing.verdict,
        "by": standing.decides.kind,
        "checked_at": ms_to_iso(standing.checked_ms),
        "evidence": [_finding(found) for found in standing.heard],
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "verdict": found.verdict,
        "detail": found.detail,
        "at": ms_to_iso(found.at_ms),
        "version": found.version or None,
        "line": found.tested or None,
    }


def _impact(limit: Limit, times: Moments) -> dict[str, Any] | None:
    impact = limit.impact
    if impact is None:
        return None
    return {
        "count": impact.count,
        "of": impact.of,
        "reasons": dict(impact.reasons),
        "since": _iso(impact.since_ms),
        "says": say_impact(impact, times),
    }


def _change(change: CapabilityChange) -> dict[str, Any]:
    return {
        "name": change.name,
        "surface": change.surface,
        "before": change.before,
        "after": change.after,
        "origin": change.origin,
        "evidence": change.evidence,
        "at": ms_to_iso(change.at_ms),
    }


def _recovery(recovery: Recovery) -> dict[str, Any]:
    return {
        "name": recovery.name,
        "surface": recovery.surface,
        "kind": recovery.kind,
        "began_at": ms_to_iso(recovery.began_ms),
        "asked": recovery.asked,
        "recovered": recovery.recovered,
        "finished_at": _iso(recovery.finished_ms),
    }


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "surface": edition.surface,
        "url": edition.url,
        "first_seen_at": ms_to_iso(edition.first_seen_ms),
        "last_seen_at": ms_to_iso(edition.last_seen_ms),
    }


def _edition_change(change: EditionChange) -> dict[str, Any]:
    return {
        "surface": change.surface,
        "kind": change.kind,
        "operation": change.operation,
        "place": change.place or None,
        "before": change.before or None,
        "after": change.after or None,
        "at": ms_to_iso(change.at_ms),
    }


def _news(found: Noticed) -> dict[str, Any]:
    return {
        "surface": found.surface,
        "operation": found.operation,
        "field": found.field,
        "answers": found.answers,
        "first_at": ms_to_iso(found.first_ms),
        "observation": found.observation_id,
    }


def _iso(at_ms: int | None) -> str | None:
    return None if at_ms is None else ms_to_iso(at_ms)
