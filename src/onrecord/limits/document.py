"""The limits as one document for a wiki: `onrecord limits --markdown`."""

from collections.abc import Iterable, Iterator, Sequence

from onrecord.domain.capability import CapabilityChange, Surface, Verdict
from onrecord.domain.clock import ms_to_datetime
from onrecord.domain.recovery import Recovery
from onrecord.limits.catalogue import ENTRIES
from onrecord.limits.overview import Limit, Overview
from onrecord.limits.published import Published, say_changes
from onrecord.limits.words import KINDS, SURFACES, say_impact, say_origin, say_recovery, say_verdict
from onrecord.views.times import Moments

REFERENCES = (
    ("Quo's API documentation", "https://www.quo.com/docs"),
    (
        "Specification of v1",
        "https://openphone-public-api-prod.s3.us-west-2.amazonaws.com/public/openphone-public-api-v1-prod.json",
    ),
    ("Specification of 2026-03-30", "https://cdn.quo.com/public-api/openphone-public-api-2026-03-30-prod.json"),
)
COLUMNS = (Surface.DATED, Surface.V1, Surface.HOOKS)


def as_markdown(overview: Overview, times: Moments) -> str:
    """A section for each limitation, then what to do, the tracking table, what changed here and at Quo, references."""
    return "\n".join(
        [
            *_opening(overview, times),
            *_sections(overview.lacking, times),
            *_recommendations(overview.lacking),
            *_tracking(overview.limits),
            *_recoveries(overview.recoveries),
            *_changes(overview.turned),
            *_published(overview.published),
            *_references(overview.lacking),
        ]
    )


def day(at_ms: int | None) -> str:
    """`2026-11-20`, in UTC: a document travels."""
    return "never" if at_ms is None else f"{ms_to_datetime(at_ms):%Y-%m-%d}"


def _opening(overview: Overview, times: Moments) -> list[str]:
    account = f" for account `{overview.account.id}`" if overview.account else ""
    lacking, unsure, told = len(overview.lacking), len(overview.unsure), len(overview.limits)
    written = f"Written by Onrecord on {day(times.now_ms)}{account}."
    counted = f"Of {told} things that one would like to have, {lacking} cannot be had, or only in part; of {unsure} we"
    return ["# What Quo lets us get", "", f"{written} {counted} can't tell.", "", "## Limitations", ""]


def _sections(lacking: Sequence[Limit], times: Moments) -> Iterator[str]:
    if not lacking:
        yield from ("None is known.", "")
    for place, limit in enumerate(lacking, start=1):
        entry = limit.entry
        yield from (f"### {place}. {entry.title}", "")
        yield f"- **Status:** {say_verdict(limit.verdict)}, last checked {day(limit.checked_ms)}"
        yield f"- **Issue:** {entry.loss}"
        yield "- **Details:**"
        yield from _details(limit)
        yield f"- **Impact:** {say_impact(limit.impact, times) if limit.impact else 'It cannot be counted.'}"
        yield f"- **Workaround:** {entry.meanwhile}"
        yield f"- **API reference:** {_operations(entry.reference)}"
        yield ""


def _details(limit: Limit) -> Iterator[str]:
    for surface, standing in limit.on.items():
        yield f"  - {SURFACES[surface]}: {say_verdict(standing.verdict)}"
        for found in standing.heard:
            yield f"    - {KINDS[found.kind]}, {day(found.at_ms)}: {_cell(found.detail)}"


def _recommendations(lacking: Sequence[Limit]) -> list[str]:
    costly = [one for one in lacking if one.is_costly] or list(lacking)
    advice = [f"{place}. **{one.entry.title}:** {one.entry.meanwhile}" for place, one in enumerate(costly, start=1)]
    ask = "Ask Quo's support for what matters most; `onrecord limits --request NAME` writes the text with the evidence."
    return ["## Recommendations", "", *advice, f"{len(advice) + 1}. {ask}", ""]


def _tracking(limits: Sequence[Limit]) -> list[str]:
    head = ["What", "Status", *(SURFACES[surface] for surface in COLUMNS), "Last checked", "Next review"]
    rows = [
        [
            one.entry.title,
            say_verdict(one.verdict),
            *(_verdict_on(one, surface) for surface in COLUMNS),
            day(one.checked_ms),
            day(one.review_ms) if one.review_ms else "",
        ]
        for one in limits
    ]
    return ["## Tracking", "", *_table(head, rows), ""]


def _verdict_on(limit: Limit, surface: str) -> str:
    if surface not in limit.entry.surfaces:
        return ""
    standing = limit.on.get(surface)
    return say_verdict(standing.verdict if standing else Verdict.UNKNOWN)


def _changes(changes: Sequence[CapabilityChange]) -> list[str]:
    if not changes:
        return ["## What changed", "", "Nothing has changed since the first look.", ""]
    head = ["Date", "What", "Where", "Before", "Now", "Whose change", "How we know"]
    rows = [
        [
            day(one.at_ms),
            ENTRIES[one.name].title,
            SURFACES.get(one.surface, one.surface),
            say_verdict(one.before or Verdict.UNKNOWN),
            say_verdict(one.after),
            say_origin(one.before, one.after, one.origin),
            one.evidence,
        ]
        for one in changes
    ]
    return ["## What changed", "", *_table(head, rows), ""]


def _recoveries(recoveries: Sequence[Recovery]) -> list[str]:
    if not recoveries:
        return []
    rows = [
        [day(one.began_ms), ENTRIES[one.name].title, SURFACES.get(one.surface, one.surface), say_recovery(one)]
        for one in recoveries
        if one.name in ENTRIES
    ]
    return ["## What came back", "", *_table(["Since", "What", "Where", "How much"], rows), ""]


def _published(published: Published) -> Iterator[str]:
    """What changed in each specification, a day at a time."""
    if published.editions:
        yield from ("## What Quo publishes", "")
    for edition in published.editions:
        yield from (f"### {SURFACES[edition.surface]}", "")
        yield from (f"Read on {day(edition.last_seen_ms)} at <{edition.url}>.", "")
        changes = say_changes(published, edition.surface, day)
        for when, said in changes.items():
            yield f"- {when}"
            yield from (f"  - {_cell(sentence)}" for sentence in said)
        yield from ("" if changes else "Nothing has changed in it since it was first read.", "")


def _references(lacking: Sequence[Limit]) -> list[str]:
    named = dict.fromkeys(operation for one in lacking for operation in one.entry.reference)
    return [
        "## References",
        "",
        *(f"- [{name}]({address})" for name, address in REFERENCES),
        *([f"- Operations named above: {_operations(named)}"] if named else []),
        "",
    ]


def _operations(operations: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in operations) or "none"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *lines]


def _cell(text: str) -> str:
    """A person's note may hold anything."""
    return " ".join(text.split()).replace("|", "\\|")
