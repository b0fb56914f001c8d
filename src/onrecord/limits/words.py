"""Verdicts, kinds of evidence, reasons and origins in words."""

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.capability import EvidenceKind, Origin, Surface, Verdict
from onrecord.domain.recovery import CONTACT, Recovery
from onrecord.limits.impact import Impact
from onrecord.views.times import Moments

VERDICTS: dict[str, str] = {
    Verdict.YES: "Works",
    Verdict.PARTLY: "Partly",
    Verdict.NO: "Not offered by Quo",
    Verdict.NOT_IN_PLAN: "Not in your Quo plan",
    Verdict.TURNED_OFF: "Turned off in Quo",
    Verdict.UNKNOWN: "We can't tell",
}
SURFACES: dict[str, str] = {
    Surface.DATED: "API of 2026-03-30",
    Surface.V1: "API v1",
    Surface.HOOKS: "Webhooks",
}
KINDS: dict[str, str] = {
    EvidenceKind.SPEC: "Quo's published specification",
    EvidenceKind.PROBE: "What Quo answered when asked",
    EvidenceKind.PAYLOAD: "What came for this account",
    EvidenceKind.PERSON: "Somebody here wrote it down",
}
ORIGINS: dict[str, str] = {
    Origin.PROVIDER: "Quo changed",
    Origin.PLAN: "The plan or a setting changed",
    Origin.OURS: "We were wrong",
}
RECOVERED: dict[str, tuple[str, str]] = {
    ArtefactKind.MEDIA: ("picture or file", "pictures and files"),
    ArtefactKind.VOICEMAIL: ("voicemail", "voicemails"),
    ArtefactKind.RECORDING: ("recording", "recordings"),
    ArtefactKind.TRANSCRIPT: ("transcript", "transcripts"),
    ArtefactKind.SUMMARY: ("summary", "summaries"),
    ActivityKind.MESSAGE: ("text", "texts"),
    ActivityKind.CALL: ("call", "calls"),
    CONTACT: ("contact", "contacts"),
}
FIRST_LOOK = "First look"
LEARNT = "We learnt it"

_REASONS: dict[str, str] = {
    "bare": "without text either",
    "with_text": "with text",
    "never_answered": "never answered",
    "not_made": "not made",
    "not_told": "not told",
    "asked_too_early": "asked for too early",
    "plan": "not in the plan",
    "forbidden": "no permission",
    "not_given": "answered without saying",
    "provider_processing": "still being prepared",
    "never_finished": "never finished",
    "provider_failed": "failed",
    "provider_absent": "not made",
    "provider_deleted": "deleted in Quo",
    "provider_empty": "empty",
    "no_link_given": "no link given",
    "no_content_given": "no text given",
    "wanted": "on their way",
    "expired": "link expired",
    "refused": "blocked for safety",
    "no_length": "said to have lasted no time",
    "two_lengths": "two sources, two lengths",
}


def say_verdict(verdict: str) -> str:
    return VERDICTS.get(verdict, VERDICTS[Verdict.UNKNOWN])


def say_origin(before: str | None, after: str, origin: str | None) -> str:
    """Whose change it was. To know where nobody could tell, or more exactly, is no mistake that was mended."""
    if origin == Origin.OURS and (before == Verdict.UNKNOWN or {before, after} == {Verdict.PARTLY, Verdict.YES}):
        return LEARNT
    return ORIGINS.get(origin or "", FIRST_LOOK)


def say_reason(reason: str) -> str:
    return _REASONS.get(reason, reason.replace("_", " "))


def say_tested(line_id: str) -> str:
    """Which phone number was asked, by its id at the provider; empty where the whole account was."""
    return f"phone number {line_id}" if line_id else ""


def say_impact(impact: Impact, times: Moments) -> str:
    """`61 of 2,213 calls have no recording: 40 never answered, 15 not made, 6 failed`, with since when."""
    template = impact.says_one if impact.count == 1 else impact.says
    said = template.format(count=f"{impact.count:,}", of=f"{impact.of or 0:,}")
    if impact.since_ms is not None and impact.count:
        said += f", the oldest from {times.calendar(impact.since_ms)}"
    reasons: dict[str, int] = {}
    for reason, count in impact.reasons:
        reasons[say_reason(reason)] = reasons.get(say_reason(reason), 0) + count
    if len(reasons) > 1:
        said += ": " + ", ".join(f"{count:,} {reason}" for reason, count in reasons.items())
    return said + "."


def say_recovery(recovery: Recovery) -> str:
    """As in «63 pictures and files recovered; 2,009 records were asked about»."""
    one, many = RECOVERED[recovery.kind]
    count = f"{recovery.recovered:,} {one if recovery.recovered == 1 else many} recovered"
    if recovery.finished_ms is None:
        count += " so far"
    if recovery.asked:
        count += f"; {recovery.asked:,} {'record was' if recovery.asked == 1 else 'records were'} asked about"
    return count
