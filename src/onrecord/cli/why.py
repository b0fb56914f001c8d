"""`onrecord why`: what was said of one thing, by whom, what was chosen, and what Quo really sent."""

import sys
from typing import Annotated

import typer

from onrecord.cli.terminal import data, print_json, print_table, words
from onrecord.domain.access import Scope
from onrecord.domain.activity import ClaimRecord
from onrecord.domain.claim import FieldTrace
from onrecord.domain.clock import ms_to_iso
from onrecord.ledger.why import Why, as_json, sent
from onrecord.ledger.why import why as find_why
from onrecord.settings import read_settings
from onrecord.views.claimed import say_explanation, say_field, say_outcome_rule, say_rule
from onrecord.wiring import open_house


def why(
    subject: Annotated[str, typer.Argument(metavar="ID", help="A message, call, conversation, card, phone number, …")],
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    sent_as: Annotated[
        int | None, typer.Option("--sent", help="Write what Quo sent under this number, as it came.")
    ] = None,
) -> None:
    """Say why a record says what it says: every source's word, what was chosen and by which rule."""
    with open_house(read_settings()) as house, house.database.reading() as conn:
        scope = Scope(house.workspace_id)
        found = find_why(conn, scope, subject)
        if found is None:
            words.print(f"Nothing on record speaks of {subject}.", markup=False)
            raise typer.Exit(1)
        if sent_as is not None:
            one = sent(conn, scope, found, sent_as)
            if one is None:
                words.print(f"What Quo sent under {sent_as} does not speak of {subject}.", markup=False)
                raise typer.Exit(1)
            sys.stdout.buffer.write(one.body)
            return
    if json:
        print_json(as_json(found))
    else:
        _print(found)


def _print(found: Why) -> None:
    if found.record is not None and found.record.outcome is not None:
        data.print(f"{found.record.outcome.replace('_', ' ')}: {say_outcome_rule(found.record.outcome)}\n")
    for field in found.fields:
        _print_field(field)
    rows = [
        (str(row.id), row.surface, row.operation, ms_to_iso(row.provider_ms or row.asked_ms), row.seen)
        for row in found.told
    ]
    print_table("What Quo sent (--sent NUMBER writes it)", ("number", "surface", "operation", "at", "seen"), rows)


def _print_field(field: FieldTrace) -> None:
    data.print(f"{say_field(field.field)}: {field.value}", style="bold", markup=False)
    data.print(f"  {say_rule(field.rule)}", markup=False)
    for claim in field.claims:
        data.print(f"  {_mark(claim)} {claim.slot}, {ms_to_iso(claim.at_ms)}: {claim.value}", markup=False)
        if claim.explained:
            data.print(f"    {say_explanation(claim.explained)}", markup=False)


def _mark(claim: ClaimRecord) -> str:
    """`*` is shown, `=` says the same, `!` contradicts, `~` differs and is explained."""
    if claim.chosen:
        return "*"
    return "=" if claim.agrees else "~" if claim.explained else "!"
