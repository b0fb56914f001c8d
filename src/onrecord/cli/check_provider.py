"""`onrecord check-provider`: some thirty harmless questions, and what was answered against what is assumed."""

from typing import Annotated

import typer

from onrecord.cli.terminal import data, print_json, words
from onrecord.inquiry.question import Judged
from onrecord.inquiry.report import SAID, as_json, as_markdown
from onrecord.inquiry.run import A_SECOND, LATER_SECONDS, Report
from onrecord.settings import read_settings
from onrecord.wiring import open_house
from onrecord.wiring.inquiring import inquire
from onrecord.wiring.provider import open_provider

DONE, INCOMPLETE = 0, 3
REPORT = "check-provider.md"


def check_provider(
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    rate: Annotated[float, typer.Option(help="Questions a second; 0 leaves it to the pace of the key.")] = A_SECOND,
    link_after: Annotated[
        float, typer.Option(help="Seconds after which a link to a file is tried again.")
    ] = LATER_SECONDS,
) -> None:
    """Ask the provider about itself, change nothing, and write down what it answers against what is assumed here."""
    settings = read_settings()
    with open_house(settings) as house, open_provider(house) as provider:
        report = inquire(house, provider, rate=rate, later_seconds=link_after)
    written = settings.home / REPORT
    written.write_text(as_markdown(report), encoding="utf-8")
    if json:
        print_json(as_json(report))
    else:
        _print(report)
        words.print(f"The whole report is in {written}; nothing in it names anybody.", markup=False)
    raise typer.Exit(INCOMPLETE if report.unanswered else DONE)


def _print(report: Report) -> None:
    counted = ", ".join(f"{report.count(judged)} {SAID[judged]}" for judged in Judged)
    data.print(f"{report.requests} requests: {counted}.", markup=False)
    for judged in (Judged.DIFFERS, Judged.CANNOT_TELL):
        for one in report.answered:
            if one.outcome.judged == judged:
                data.print(f"{SAID[judged]}: {one.inquiry.title}. {one.outcome.detail}", markup=False)
