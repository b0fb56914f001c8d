"""What came for this account, as evidence: counted in the record after each sync, and noted where it says anything new.

The rules are pure: counts in, findings out. What did *not* come proves little, and is taken as evidence only where it
was asked for often enough, or where something has a hole in it that nothing else makes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.capability import EvidenceKind, Finding, Surface, Verdict
from onrecord.limits.noting import note
from onrecord.projection.absence import MEDIA_RETURNED_FROM_MS
from onrecord.provider.question import API_VERSION
from onrecord.storage import deliveries, payloads
from onrecord.storage.engine import Database
from onrecord.storage.evidence import read_findings
from onrecord.storage.payloads import Answered, Came

DISPROVED = "What seemed to show it was a test, or not of this account."
OFTEN = 20
"""So many answers of nothing but «not found» or «none» are no accident."""

PLACES: dict[str, str] = {
    Surface.HOOK_N: Surface.HOOKS,
    Surface.HOOK_L1: Surface.HOOKS,
    Surface.HOOK_L2: Surface.HOOKS,
    Surface.LOG: Surface.HOOKS,
}
VERSIONS: dict[str, str] = {Surface.DATED: API_VERSION, Surface.V1: "v1"}
TRANSCRIPTS = ("GET /calls/{callId}/transcripts", "GET /v1/call-transcripts/{id}", "call.transcript.completed")
SUMMARIES = ("GET /calls", "GET /calls/{callId}", "GET /v1/call-summaries/{callId}", "call.summary.completed")
RECORDINGS = ("GET /calls/{callId}/recordings", "GET /v1/call-recordings/{callId}")
PART_QUESTIONS = {
    "recordings": RECORDINGS,
    "transcripts": TRANSCRIPTS[:2],
    "summaries": ("GET /v1/call-summaries/{callId}",),
}


def note_what_came(database: Database, workspace_id: int) -> None:
    """Count, and write down what is new. Only what says something else than before is a new word."""
    with database.reading() as conn:
        found = list(found_in_the_record(conn, workspace_id))
        before = {(one.name, one.surface): one for one in _payloads(conn, workspace_id)}
        disproved = _disproved(conn, workspace_id, before, found)
    new = [one for one in found if not _says_the_same(before.get((one.name, one.surface)), one)] + disproved
    if new:
        database.writer.write(lambda conn: note(conn, workspace_id, new))


def _says_the_same(before: Finding | None, now: Finding) -> bool:
    return before is not None and (before.verdict, before.detail) == (now.verdict, now.detail)


def _disproved(
    conn: Connection, workspace_id: int, before: Mapping[tuple[str, str], Finding], found: Iterable[Finding]
) -> list[Finding]:
    """What was found in deliveries of which nothing is on record any more: tests, and what was not this account's."""
    now = {(one.name, one.surface) for one in found}
    unfound = [
        one
        for place, one in before.items()
        if place not in now and one.surface == Surface.HOOKS and one.verdict != Verdict.UNKNOWN
    ]
    standing = payloads.times_of_pushes_on_record(conn, workspace_id, {one.at_ms for one in unfound})
    return [replace(one, verdict=Verdict.UNKNOWN, detail=DISPROVED) for one in unfound if one.at_ms not in standing]


def _payloads(conn: Connection, workspace_id: int) -> list[Finding]:
    return [one for one in read_findings(conn, workspace_id) if one.kind == EvidenceKind.PAYLOAD]


def found_in_the_record(conn: Connection, workspace_id: int) -> Iterator[Finding]:
    """Everything that the record says of the surfaces it came from."""
    yield from _media(conn, workspace_id)
    yield from _voicemail(conn, workspace_id)
    yield from _parts(conn, workspace_id)
    yield from _people(conn, workspace_id)
    yield from _calls(conn, workspace_id)
    yield from _webhooks(conn, workspace_id)


def _webhooks(conn: Connection, workspace_id: int) -> Iterator[Finding]:
    came = deliveries.tally(conn, workspace_id)
    if came.last_ms is not None:
        yield _finding("webhooks", Surface.HOOKS, Verdict.YES, f"Deliveries came: {came.accepted:,}.", came.last_ms)


def _media(conn: Connection, workspace_id: int) -> Iterator[Finding]:
    came = payloads.files_that_came(conn, workspace_id, ArtefactKind.MEDIA)
    yield from told("media", came, "Links to pictures and files came")
    bare = [one for one in payloads.bare_messages(conn, workspace_id) if one.surface not in {c.surface for c in came}]
    yield from told("media", bare, "Messages came with neither text nor a word of a picture", Verdict.NO)
    old = payloads.files_that_came(conn, workspace_id, ArtefactKind.MEDIA, before_ms=MEDIA_RETURNED_FROM_MS)
    asked = [one for one in old if one.surface in VERSIONS]  # a webhook of that time carried its pictures anyway
    yield from told("old_media", asked, "Links to pictures and files of older messages came")


def _voicemail(conn: Connection, workspace_id: int) -> Iterator[Finding]:
    came = payloads.files_that_came(conn, workspace_id, ArtefactKind.VOICEMAIL)
    yield from told("voicemail", came, "Links to voicemails came")


def _parts(conn: Connection, workspace_id: int) -> Iterator[Finding]:
    came = {
        "recordings": payloads.files_that_came(conn, workspace_id, ArtefactKind.RECORDING),
        "transcripts": payloads.texts_that_came(conn, workspace_id, ArtefactKind.TRANSCRIPT, TRANSCRIPTS),
        "summaries": payloads.texts_that_came(conn, workspace_id, ArtefactKind.SUMMARY, SUMMARIES),
    }
    for name, counted in came.items():
        answered = payloads.answers(conn, workspace_id, PART_QUESTIONS[name])
        refused = list(refusals(name, answered))
        partly = {one.surface for one in refused}
        yield from told(name, [one for one in counted if one.surface not in partly], f"Calls came with {name}")
        yield from (_unless_some_came(one, counted) for one in refused)


def _unless_some_came(refused: Finding, came: Iterable[Came]) -> Finding:
    """Refused for some calls and given for others."""
    given = next((one for one in came if one.surface == refused.surface), None)
    if given is None:
        return refused
    detail = f"Came: {given.many:,}. {refused.detail}"
    return Finding(refused.name, refused.surface, refused.kind, Verdict.PARTLY, detail, refused.at_ms, refused.version)


def refusals(name: str, answered: Sequence[Answered]) -> Iterator[Finding]:
    """402 and 403 say so; «not found» for every call is how plans without transcripts were seen to answer."""
    for surface in sorted({one.surface for one in answered}):
        mine = [one for one in answered if one.surface == surface]
        counts = {status: sum(one.many for one in mine if one.status == status) for status in (200, 402, 403, 404)}
        at_ms = max(one.newest_ms for one in mine)
        if counts[402] or counts[403]:
            status, verdict = (402, Verdict.NOT_IN_PLAN) if counts[402] else (403, Verdict.TURNED_OFF)
            said = f"Questions that were answered {status}: {counts[status]:,}."
            yield _finding(name, surface, verdict, said, at_ms)
        elif counts[404] >= OFTEN and not counts[200]:
            said = f"All {counts[404]:,} questions were answered 404, as on plans that do not have them."
            yield _finding(name, surface, Verdict.NOT_IN_PLAN, said, at_ms)


def _people(conn: Connection, workspace_id: int) -> Iterator[Finding]:
    yield from told(
        "contact_numbers",
        payloads.contacts_with_numbers(conn, workspace_id),
        "Contacts came with their numbers",
    )
    yield from told(
        "app_contacts",
        payloads.contacts_without_source(conn, workspace_id),
        "Contacts came without a source, as the app makes them",
    )
    hidden = payloads.of_hidden_callers(conn, workspace_id, ActivityKind.MESSAGE)
    yield from told("hidden_callers", hidden, "Messages of short codes and hidden callers came")


def _calls(conn: Connection, workspace_id: int) -> Iterator[Finding]:
    groups = payloads.of_groups(conn, workspace_id, ActivityKind.MESSAGE)
    yield from told("group_messages", groups, "Messages of groups came")
    groups = payloads.of_groups(conn, workspace_id, ActivityKind.CALL)
    yield from told("group_calls", groups, "Calls of groups came")
    yield from told("ai_calls", payloads.ai_calls(conn, workspace_id), "Calls came that say that the AI took them")
    yield from lengths(
        payloads.calls_that_were_answered(conn, workspace_id), payloads.calls_without_length(conn, workspace_id)
    )


def lengths(answered: Iterable[Came], without: Sequence[Came]) -> Iterator[Finding]:
    """Some lengths that cannot be right make all of them doubtful; many that can be prove the contrary."""
    wrong = {one.surface: one for one in without}
    for one in answered:
        if one.surface in wrong:
            count = wrong[one.surface].many
            said = f"Answered calls that came with a length of nothing: {count:,} of {one.many:,}."
            yield _finding("durations", one.surface, Verdict.PARTLY, said, one.newest_ms)
        elif one.many >= OFTEN:
            yield _finding(
                "durations", one.surface, Verdict.YES, f"All {one.many:,} answered calls have a length.", one.newest_ms
            )


def told(name: str, came: Iterable[Came], what: str, verdict: Verdict = Verdict.YES) -> Iterator[Finding]:
    """One finding for each surface; the generations of webhooks count as one."""
    together: dict[str, Came] = {}
    for one in came:
        place = PLACES.get(one.surface, one.surface)
        before = together.get(place, Came(place, 0, 0))
        together[place] = Came(place, before.many + one.many, max(before.newest_ms, one.newest_ms))
    for place, one in sorted(together.items()):
        if place != Surface.HAND:
            yield _finding(name, place, verdict, f"{what}: {one.many:,}.", one.newest_ms)


def _finding(name: str, surface: str, verdict: Verdict, detail: str, at_ms: int) -> Finding:
    return Finding(name, surface, EvidenceKind.PAYLOAD, verdict, detail, at_ms, VERSIONS.get(surface, ""))
