"""`onrecord init`: make a home, say who owns it."""

import os
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from onrecord.cli.terminal import words
from onrecord.cli.user import add_user, ask_password
from onrecord.domain.errors import SettingsError
from onrecord.settings import Settings, read_settings
from onrecord.storage.workspaces import read_workspace, set_time_zone
from onrecord.wiring import House, open_house


def init(
    user: Annotated[str, typer.Option(help="The owner's e-mail address.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the owner's password from standard input.")
    ] = False,
    time_zone: Annotated[str, typer.Option(help="The zone in which times are shown, as in America/New_York.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> None:
    """Make a home for the record, or complete one that is there."""
    settings = read_settings()
    with open_house(settings) as house:
        if user or not yes:
            email = user or str(typer.prompt("Your e-mail address", err=True))
            add_user(house, email, ask_password(password_stdin))
        _set_zone(house, time_zone, ask=not yes)
    _print_next_steps(settings)


def _set_zone(house: House, chosen: str, *, ask: bool) -> None:
    with house.database.reading() as conn:
        known = read_workspace(conn, house.workspace_id).time_zone
    if not chosen and ask:
        chosen = str(typer.prompt("Time zone of the business", default=_zone_of_machine(known), err=True))
    if not chosen:
        return
    try:
        ZoneInfo(chosen)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"{chosen} is not a time zone.", advice="Try America/New_York or Europe/Berlin.") from None
    house.database.writer.write(lambda conn: set_time_zone(conn, house.workspace_id, chosen))


def _zone_of_machine(known: str) -> str:
    return os.environ.get("TZ", "") or known


def _print_next_steps(settings: Settings) -> None:
    words.print(f"The record is kept in {settings.home}.", markup=False)
    if not settings.quo_api_key.get_secret_value():
        words.print("Set ONRECORD_QUO_API_KEY to the API key of your Quo workspace, then run: onrecord sync")
    else:
        words.print("Next: onrecord sync, then onrecord serve")
