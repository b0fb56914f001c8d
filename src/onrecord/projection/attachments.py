"""The artefacts of one activity: what all sources together list, and the state that follows from what we hold."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from onrecord.domain.activity import ArtefactRecord
from onrecord.domain.artefact import PROVIDER_STILL_WORKING, ArtefactKind, ArtefactState, Holding, artefact_state
from onrecord.projection.alignment import Group, Listed, Listing, aligned, ways_of
from onrecord.projection.precedence import TIE_MS
from onrecord.projection.reading import Held
from onrecord.projection.saved import add_saved, saved_apart
from onrecord.projection.statement import Absence, Statement, canonical_bytes, surface_rank

MEDIA = ArtefactKind.MEDIA.value
VOICEMAIL = ArtefactKind.VOICEMAIL.value
RECORDING = ArtefactKind.RECORDING.value
TRANSCRIPT = ArtefactKind.TRANSCRIPT.value
SUMMARY = ArtefactKind.SUMMARY.value

NEVER_FINISHED = "never_finished"

T = TypeVar("T")
Listings = Mapping[str, Sequence[Listing]]


def listings_of(statements: Iterable[Statement]) -> dict[str, list[Listing]]:
    """By kind, every list in which a source showed artefacts, superseded ones too: they are evidence (rule 4)."""
    found: dict[str, list[Listing]] = {}
    for statement in statements:
        for kind, told in statement.told.items():
            if not isinstance(told, Absence):
                found.setdefault(kind, []).append(Listing(statement, told))
    return found


def artefacts_of(activity_id: str, listings: Listings, held: Held) -> list[ArtefactRecord]:
    """Sorted by kind and ordinal."""
    records: list[ArtefactRecord] = []
    for kind in sorted(listings):
        told, saved = saved_apart(listings[kind])
        groups = _GROUPINGS.get(kind, aligned)(told) if told else []
        add_saved(kind, groups, saved)
        records += [_record(activity_id, kind, ordinal, group, held) for ordinal, group in enumerate(groups)]
    return records


def give_up_waiting(records: Iterable[ArtefactRecord], listings: Listings, late_ms: int) -> None:
    """What the provider still works on at `late_ms` or later is waited for no more: nobody asks again; why is said."""
    for record in records:
        if record.state != ArtefactState.PENDING:
            continue
        told_ms = max(listing.statement.order_ms for listing in listings[record.kind])
        if told_ms >= late_ms:
            record.state, record.reason = ArtefactState.UNKNOWN.value, NEVER_FINISHED


def _in_one(listings: Sequence[Listing]) -> list[Group]:
    """A call has one voicemail and one summary: whoever lists one, lists that one."""
    return [[Listed(statement, entry) for statement, entries in listings for entry in entries]]


def _by_recording(listings: Sequence[Listing]) -> list[Group]:
    """A transcript for each recording where a source has them so; then one of the whole call would say everything
    twice. It stands in only while none of the others has any text.
    """
    single = [Listed(one, entry) for one, entries in listings for entry in entries if entry.provider_id is None]
    split = [Listed(one, entry) for one, entries in listings for entry in entries if entry.provider_id is not None]
    if not split:
        return [single]
    groups = aligned([Listing(listed.statement, (listed.entry,)) for listed in split])
    if single and not any(listed.entry.content for listed in split):
        groups[0] = groups[0] + single
    return groups


_GROUPINGS: Mapping[str, Callable[[Sequence[Listing]], list[Group]]] = {
    VOICEMAIL: _in_one,
    SUMMARY: _in_one,
    TRANSCRIPT: _by_recording,
}


def _record(activity_id: str, kind: str, ordinal: int, group: Group, held: Held) -> ArtefactRecord:
    entry = group[0].entry
    if len(group) == 1:
        provider_id, status, declared, duration, start_ms, path, content, _ = entry
        ways: tuple[str, ...] = (path,) if path is not None else ()
    else:
        provider_id = _newest(group, lambda one: one.entry.provider_id)
        status = _newest(group, lambda one: one.entry.provider_status)
        declared = _newest(group, lambda one: one.entry.declared_type)
        duration = _newest(group, lambda one: one.entry.duration_seconds)
        start_ms = _newest(group, lambda one: one.entry.start_ms)
        content = _newest(group, lambda one: one.entry.content)
        ways = ways_of(group)
    state, reason, sha256 = artefact_state(
        kind,
        provider_status=status,
        has_content=content is not None,
        ways=ways,
        holdings=_holdings(ways, held),
        newest_link_ms=max((held.links[way] for way in ways if way in held.links), default=None),
    )
    return ArtefactRecord(
        activity_id=activity_id,
        kind=str(kind),
        ordinal=ordinal,
        provider_id=provider_id,
        provider_status=status,
        state=str(state),
        reason=reason,
        declared_type=declared,
        duration_seconds=duration,
        start_ms=start_ms,
        ways=ways,
        content=content,
        sha256=sha256,
    )


def _holdings(ways: Sequence[str], held: Held) -> Sequence[Holding]:
    if not held.holdings:
        return ()
    return [holding for way in ways for holding in held.holdings.get(way, ())]


def _newest(group: Group, member: Callable[[Listed], T | None]) -> T | None:
    """The newest value that is one; under 2 s apart one that is settled beats one in the making."""
    valued = [listed for listed in group if member(listed) is not None]
    if len(valued) < 2:
        return member(valued[0]) if valued else None
    latest = max(listed.statement.order_ms for listed in valued)
    close = [listed for listed in valued if listed.statement.order_ms > latest - TIE_MS]
    return member(max(close, key=_strength))


def _strength(listed: Listed) -> tuple[bool, int, bytes, int, str]:
    statement, entry = listed
    settled = entry.provider_status not in PROVIDER_STILL_WORKING
    return settled, surface_rank(statement.surface), canonical_bytes(entry), statement.order_ms, statement.slot
