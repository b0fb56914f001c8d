"""Keeping what was found out, and writing down the verdicts that turn by it: one transaction, the caller's."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from onrecord.domain.capability import Capability, CapabilityChange, EvidenceKind, Finding, Origin
from onrecord.domain.clock import DAY
from onrecord.limits.standing import Place, Standing, standings, turns
from onrecord.limits.turned import turned
from onrecord.storage.capabilities import add_change, last_change, put_capability, set_origin
from onrecord.storage.evidence import keep_finding, read_findings

LATE_WORD_MS = 8 * DAY
"""A specification is read daily, and published a little late at times: so long may it follow what was seen."""


def note(conn: Connection, workspace_id: int, findings: Iterable[Finding]) -> list[CapabilityChange]:
    """Keep each finding as the newest word of its kind; the verdicts that turned.

    1. The findings are kept, and all verdicts derived anew from all that was ever heard.
    2. Each verdict that turned is written down with its change and whose it was; what follows from it is `turned`.
    3. Where a specification has turned to what we had already found, that was the provider's change and not ours; and
       what is corrected on the day of the first look was never believed.
    """
    before = read_findings(conn, workspace_id)
    for found in findings:
        keep_finding(conn, workspace_id, found)
    now = read_findings(conn, workspace_id)
    stood, stand = standings(before), standings(now)
    for place, standing in stand.items():
        if stood.get(place) != standing:
            put_capability(conn, workspace_id, _verdict_of(place, standing))
    changes = [
        _unless_first_day(conn, workspace_id, change, stand[(change.name, change.surface)])
        for change in turns(stood, stand)
    ]
    for change in changes:
        add_change(conn, workspace_id, change)
        turned(conn, workspace_id, change)
    for found in set(now) - set(before):
        _judge_anew(conn, workspace_id, found)
    return changes


def _unless_first_day(
    conn: Connection, workspace_id: int, change: CapabilityChange, standing: Standing
) -> CapabilityChange:
    """A person means what they say at any time."""
    if change.origin != Origin.OURS or standing.decides.kind == EvidenceKind.PERSON:
        return change
    last = last_change(conn, workspace_id, change.name, change.surface)
    is_first_day = last is not None and last[1].before is None and abs(change.at_ms - last[1].at_ms) < DAY
    return replace(change, origin=None) if is_first_day else change


def as_capability(turned_to: CapabilityChange) -> Capability:
    """The verdict after a turn."""
    return Capability(turned_to.name, turned_to.surface, turned_to.after, turned_to.evidence, turned_to.at_ms)


def _verdict_of(place: Place, standing: Standing) -> Capability:
    decides = standing.decides
    return Capability(*place, decides.verdict, decides.detail, decides.at_ms)


def _judge_anew(conn: Connection, workspace_id: int, found: Finding) -> None:
    if found.kind != EvidenceKind.SPEC or found.turned != found.noted:
        return
    last = last_change(conn, workspace_id, found.name, found.surface)
    if last is None:
        return
    change_id, change = last
    is_late_word = change.origin == Origin.OURS and abs(found.at_ms - change.at_ms) <= LATE_WORD_MS
    if is_late_word and change.after == found.verdict:
        set_origin(conn, workspace_id, change_id, Origin.PROVIDER)
