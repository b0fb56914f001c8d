"""`onrecord limits`: what the provider lets us get, how we know, and what it costs here."""

from typing import Annotated

import typer

from onrecord.cli.terminal import data, print_json
from onrecord.domain.errors import SettingsError
from onrecord.limits.catalogue import ENTRIES
from onrecord.limits.document import as_markdown, day
from onrecord.limits.listing import as_json
from onrecord.limits.noting import note as note_findings
from onrecord.limits.overview import Overview, read_overview
from onrecord.limits.page import folded
from onrecord.limits.request import as_request, read_examples
from onrecord.limits.said import said_by_a_person
from onrecord.limits.words import SURFACES, say_impact, say_origin, say_recovery, say_verdict
from onrecord.settings import read_settings
from onrecord.storage.workspaces import read_workspace
from onrecord.views.times import Moments, moments
from onrecord.wiring import House, open_house

SHOWN_CHANGES = 10


def limits(
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print one document for a wiki.")] = False,
    request: Annotated[
        str, typer.Option(help="Print what to send to Quo's support about one limitation, as in `media`.")
    ] = "",
    set_: Annotated[
        tuple[str, str] | None,
        typer.Option("--set", help="Write down what you saw yourself, as in `media no`; `unknown` takes it back."),
    ] = None,
    note: Annotated[str, typer.Option("--note", help="Where and how you saw it.")] = "",
    surface: Annotated[str, typer.Option(help="On which surface: dated, v1 or webhooks; all of them otherwise.")] = "",
) -> None:
    """Say what Quo lets us get, how we know, and what it costs this workspace."""
    with open_house(read_settings()) as house:
        if set_:
            _write_down(house, *set_, note, surface)
        overview, times = _read(house)
        if json:
            print_json(as_json(overview, times))
        elif markdown:
            typer.echo(as_markdown(overview, times), nl=False)
        elif request:
            typer.echo(_request(house, overview, request, times), nl=False)
        else:
            _print(overview, times)


def _read(house: House) -> tuple[Overview, Moments]:
    with house.database.reading() as conn:
        workspace = read_workspace(conn, house.workspace_id)
        times = moments(workspace.time_zone, workspace.region, house.clock.now_ms())
        return read_overview(conn, house.workspace_id), times


def _write_down(house: House, name: str, verdict: str, text: str, surface: str) -> None:
    findings = said_by_a_person(name, verdict, text, surface, house.clock.now_ms())
    house.database.writer.write(lambda conn: note_findings(conn, house.workspace_id, findings))


def _request(house: House, overview: Overview, name: str, times: Moments) -> str:
    limit = overview.limit(name)
    if limit is None:
        raise SettingsError(f"There is no limitation called {name!r}.", advice=f"One of: {', '.join(ENTRIES)}.")
    with house.database.reading() as conn:
        return as_request(overview, limit, read_examples(conn, house.workspace_id, name), times)


def _print(overview: Overview, times: Moments) -> None:
    for news in overview.published.news:
        data.print(
            f"New in Quo's answers: {news.field} ({news.operation}), {news.answers} since {day(news.first_ms)}.\n"
        )
    data.print(
        "What cannot be had from Quo, and costs you something:" if overview.costly else "Nothing costs you anything."
    )
    for one in overview.costly:
        data.print(f"\n{one.entry.title}: {say_verdict(one.verdict)} ({one.entry.name})", markup=False)
        if one.impact:
            data.print(f"  {say_impact(one.impact, times)}", markup=False)
        data.print(f"  {one.entry.meanwhile}", markup=False)
    data.print()
    for title, shown in folded(overview):
        if shown:
            data.print(f"{title}: {'; '.join(one.entry.title for one in shown)}.", markup=False)
    for back in overview.recoveries:
        limit = f"{ENTRIES[back.name].title} ({back.surface})"
        data.print(f"{day(back.began_ms)}  {limit}: {say_recovery(back)}.", markup=False)
    turned = overview.turned
    if turned:
        data.print("\nWhat changed:")
    for change in turned[:SHOWN_CHANGES]:
        data.print(
            f"{day(change.at_ms)}  {ENTRIES[change.name].title} ({change.surface}): {say_verdict(change.after)}."
            f" {say_origin(change.before, change.after, change.origin)}.",
            markup=False,
        )
    if overview.published.editions:
        data.print()
    for edition in overview.published.editions:
        changed = [one.at_ms for one in overview.published.changes if one.surface == edition.surface]
        since = f", last changed {day(changed[0])}" if changed else ""
        data.print(f"{SURFACES[edition.surface]}: specification read {day(edition.last_seen_ms)}{since}.", markup=False)
