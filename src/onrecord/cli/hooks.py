"""`onrecord hooks`: have Quo tell us by itself."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer

from onrecord.cli.terminal import complain, data, print_json, print_table, words
from onrecord.domain.clock import ms_to_iso
from onrecord.settings import read_settings
from onrecord.storage import refusals
from onrecord.sync import registration
from onrecord.sync.asking import Asking
from onrecord.sync.registration import Remark
from onrecord.views.refused import say_refused
from onrecord.wiring import House, open_house
from onrecord.wiring.hook_setup import Tested, our_webhook, register_house, try_webhook
from onrecord.wiring.provider import open_provider

hooks = typer.Typer(help="Have Quo tell us by itself what happens.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
Which = Annotated[str, typer.Argument(help="The webhook's id; by default the one that leads here.")]
Elsewhere = Annotated[bool, typer.Option("--elsewhere", help="Also one that leads to another program.")]
Patience = Annotated[float, typer.Option("--wait", help="Seconds to wait for the test to arrive; 0 sends none.")]


@hooks.command()
def register(wait: Patience = 30, json: Json = False) -> None:
    """Make the webhook that tells us everything, or complete the one that is there, and try it out."""
    with _asking() as (house, asking):
        found = register_house(house, asking)
        tested = try_webhook(house, asking, found.webhook_id, patience_seconds=wait) if wait > 0 else None
    if json:
        print_json({"webhook": found.webhook_id, "made": found.made, "tested": _test(tested), **_said(found.remarks)})
    else:
        words.print(f"Webhook {found.webhook_id} {'is made' if found.made else 'was there, and is complete'}.")
        _tell_test(tested)
        _tell(found.remarks)
    raise typer.Exit(1 if tested is not None and not tested.arrived else 0)


@hooks.command("list")
def list_hooks(json: Json = False) -> None:
    """List the webhooks of this workspace, new and old, and what is not as it should be."""
    with _asking() as (house, asking):
        made, legacy = registration.webhooks_of(asking)
        registration.note_listed(asking, made, legacy)
        url = house.settings.hook_url
    remarks = registration.judge(made, legacy, url)
    rows = [(one, kind) for some, kind in ((made, "new"), (legacy, "older")) for one in some]
    if json:
        listed = [
            {"id": one.id, "kind": kind, "url": one.url, "status": one.status, "events": list(one.events),
             "lines": list(one.resource_ids), "label": one.label, "ours": registration.same_address(one.url, url)}
            for one, kind in rows
        ]  # fmt: skip
        print_json({"webhooks": listed, **_said(remarks)})
        return
    columns = ("id", "kind", "status", "kinds of news", "leads to")
    print_table("Webhooks", columns, [(one.id, kind, one.status, len(one.events), one.url) for one, kind in rows])
    _tell(remarks)


@hooks.command("test")
def try_out(webhook: Which = "", wait: Patience = 30, json: Json = False) -> None:
    """Have Quo send a sample, and wait until it is here."""
    with _asking() as (house, asking):
        tested = try_webhook(house, asking, webhook or our_webhook(house), patience_seconds=wait)
    if json:
        print_json(_test(tested))
    else:
        _tell_test(tested)
    raise typer.Exit(0 if tested.arrived else 1)


@hooks.command()
def rotate(webhook: Which = "", elsewhere: Elsewhere = False, json: Json = False) -> None:
    """Have Quo make a new secret; what is still signed with the old one is taken too."""
    with _asking() as (house, asking):
        webhook = webhook or our_webhook(house)
        registration.rotate(asking, webhook, house.settings.hook_url, elsewhere=elsewhere)
    _done(webhook, "has a new secret; it is kept here.", json=json)


@hooks.command()
def remove(webhook: Which = "", elsewhere: Elsewhere = False, json: Json = False) -> None:
    """Take a webhook away at Quo. What it told is kept; from now on Quo is asked instead."""
    with _asking() as (house, asking):
        webhook = webhook or our_webhook(house)
        was_there = registration.remove(asking, webhook, house.settings.hook_url, elsewhere=elsewhere)
    _done(webhook, "is removed." if was_there else "was gone already; its secret is good no more.", json=json)


@hooks.command("refusals")
def list_refusals(json: Json = False) -> None:
    """Show the last requests that carried no valid signature, and why; never what was in them."""
    with open_house(read_settings()) as house, house.database.reading() as conn:
        counts, last = refusals.counts(conn, house.workspace_id), refusals.newest(conn, house.workspace_id)
    if json:
        told = [
            {"at": ms_to_iso(one.at_ms), "why": one.why, "header": one.header, "address": one.address,
             "size_bytes": one.size_bytes}
            for one in last
        ]  # fmt: skip
        print_json({"by_why": counts, "last": told})
        return
    rows = [
        (ms_to_iso(one.at_ms), say_refused(one.why).word, one.header or "none", one.address, one.size_bytes)
        for one in last
    ]
    print_table("Refused", ("when", "why", "signature header", "from", "bytes"), rows)


@contextmanager
def _asking() -> Iterator[tuple[House, Asking]]:
    with open_house(read_settings()) as house, open_provider(house) as provider:
        yield house, provider.asking


def _done(webhook: str, what: str, *, json: bool) -> None:
    if json:
        print_json({"webhook": webhook, "done": True})
    else:
        words.print(f"Webhook {webhook} {what}", markup=False)


def _test(tested: Tested | None) -> dict[str, object] | None:
    if tested is None:
        return None
    return {"webhook": tested.webhook_id, "arrived": tested.arrived, "seconds": tested.seconds}


def _tell_test(tested: Tested | None) -> None:
    if tested is None:
        return
    if tested.arrived:
        words.print(f"Quo's test was here after {tested.seconds:.1f} s.")
    else:
        complain(f"Quo's test did not arrive within {tested.seconds:.0f} s.", "Run `onrecord doctor`.")


def _said(remarks: Sequence[Remark]) -> dict[str, object]:
    return {"remarks": [one._asdict() for one in remarks]}


def _tell(remarks: Sequence[Remark]) -> None:
    for one in remarks:
        data.print(f"! {one.said}\n  {one.todo}", markup=False)
