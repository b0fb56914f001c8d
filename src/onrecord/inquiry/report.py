"""What was found, to read and to keep: a document and JSON. Nothing in it is the account's own but counts."""

from typing import Any

from onrecord.domain.clock import ms_to_iso
from onrecord.inquiry.question import Judged
from onrecord.inquiry.run import Answered, Report

SCHEMA = 1
SAID = {
    Judged.AS_ASSUMED: "as assumed",
    Judged.DIFFERS: "differs",
    Judged.CANNOT_TELL: "cannot tell",
}


def as_json(report: Report) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "at": ms_to_iso(report.began_ms),
        "requests": report.requests,
        "too_many": report.too_many,
        "unanswered": report.unanswered,
        **{judged: report.count(judged) for judged in Judged},
        "questions": [_question(one) for one in report.answered],
    }


def _question(one: Answered) -> dict[str, Any]:
    return {
        "name": one.inquiry.name,
        "title": one.inquiry.title,
        "assumes": one.inquiry.assumes,
        "answer": one.outcome.judged,
        "detail": one.outcome.detail,
        "asked": list(one.asked),
    }


def as_markdown(report: Report) -> str:
    """What differs first: that is what somebody has to look at."""
    counted = ", ".join(f"{report.count(judged)} {SAID[judged]}" for judged in Judged)
    asked = f"Asked on {ms_to_iso(report.began_ms)} with {report.requests} harmless requests: {counted}."
    lines = [
        "# What the provider answers",
        "",
        f"{asked} {report.too_many} were refused as too many, {report.unanswered} got no answer.",
        "",
        "No phone numbers, names, texts, links or keys are in this report.",
        "",
    ]
    for judged in (Judged.DIFFERS, Judged.CANNOT_TELL, Judged.AS_ASSUMED):
        lines += _section(judged, [one for one in report.answered if one.outcome.judged == judged])
    return "\n".join(lines)


def _section(judged: Judged, found: list[Answered]) -> list[str]:
    if not found:
        return []
    rows = [
        f"| {one.inquiry.title} | {one.inquiry.assumes} | {one.outcome.detail} | {'; '.join(one.asked) or '–'} |"
        for one in found
    ]
    head = ["| what | assumed | found | asked |", "|---|---|---|---|"]
    return [f"## {SAID[judged].capitalize()} ({len(found)})", "", *head, *rows, ""]
