"""`onrecord user`: who may sign in, and what they may read."""

import sys
from typing import Annotated

import typer

from onrecord.cli.terminal import print_json, print_table, words
from onrecord.domain.errors import SettingsError
from onrecord.settings import read_settings
from onrecord.storage import users
from onrecord.web.passwords import hash_password
from onrecord.wiring import House, open_house

user = typer.Typer(help="Say who may sign in.", no_args_is_help=True)

LEAST_PASSWORD_LENGTH = 10


@user.command()
def add(
    email: Annotated[str, typer.Argument(help="What they sign in with.")],
    name: Annotated[str, typer.Option(help="What they are called.")] = "",
    line: Annotated[
        list[str] | None, typer.Option(help="A phone number's id (PN…) they may read; repeat it. None means all.")
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Add a user, or give an existing one a new password and scope."""
    with open_house(read_settings()) as house:
        add_user(house, email, ask_password(password_stdin), name=name, lines=line or None)
    words.print(f"{email} can sign in.")


@user.command("list")
def list_users(json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """List who may sign in."""
    with open_house(read_settings()) as house, house.database.reading() as conn:
        found = users.all_users(conn, house.workspace_id)
    rows = [
        {"email": row.email, "name": row.name, "role": row.role, "lines": sorted(row.lines) if row.lines else None}
        for row in found
    ]
    if json:
        print_json(rows)
    else:
        print_table(
            "Users", ("e-mail", "role", "reads"), [(r["email"], r["role"], r["lines"] or "everything") for r in rows]
        )


@user.command()
def disable(email: Annotated[str, typer.Argument(help="Who may no longer sign in.")]) -> None:
    """Close a user's account and end every session of it."""
    with open_house(read_settings()) as house:
        now_ms = house.clock.now_ms()
        known = house.database.writer.write(lambda conn: users.disable(conn, house.workspace_id, email, now_ms))
    if not known:
        raise SettingsError(f"There is no user {email}.", advice="`onrecord user list` shows who there is.")
    words.print(f"{email} can no longer sign in.")


def add_user(house: House, email: str, password: str, *, name: str = "", lines: list[str] | None = None) -> None:
    """Add or renew one user; without `lines` they own the workspace's record."""
    if "@" not in email:
        raise SettingsError(f"{email} is not an e-mail address.")
    if len(password) < LEAST_PASSWORD_LENGTH:
        raise SettingsError(f"The password is shorter than {LEAST_PASSWORD_LENGTH} characters.")
    hashed, now_ms = hash_password(password), house.clock.now_ms()
    house.database.writer.write(
        lambda conn: users.put_user(
            conn,
            house.workspace_id,
            email=email,
            name=name,
            password_hash=hashed,
            role="owner" if lines is None else "member",
            lines=lines,
            now_ms=now_ms,
        )
    )


def ask_password(from_stdin: bool) -> str:
    """From the person, twice; or one line of standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
