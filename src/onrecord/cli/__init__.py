"""The commands: one file each. Numbers and records go to standard output, words for the person to standard error."""

import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from onrecord.cli.terminal import complain
from onrecord.domain.errors import OnrecordError
from onrecord.logs import configure_logs

COMMANDS = (
    "demo",
    "init",
    "serve",
    "sync",
    "status",
    "limits",
    "check-provider",
    "statement",
    "verify",
    "why",
    "discrepancies",
    "report",
    "export",
    "rebuild",
    "doctor",
)
GROUPS = ("gaps", "hooks", "user")


def build_app(names: Sequence[str] = COMMANDS + GROUPS) -> typer.Typer:
    """The commands of these names. Each lives in the file of its name, and only those files are read."""
    app = typer.Typer(
        name="onrecord",
        help="Everything your business phone said, kept, with an honest account of what is missing.\n\n"
        "Exit status: 0 done and complete, 1 failed, 2 wrong use, 3 done but incomplete.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_nothing_before)
    for name in names:
        module = name.replace("-", "_")
        found = getattr(import_module(f"onrecord.cli.{module}"), module)
        if name in GROUPS:
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _nothing_before() -> None:
    # that there is a callback makes a single command go by its name too
    pass


def main() -> None:
    """Run one command; an error of ours becomes a sentence and exit status 1, never a traceback."""
    configure_logs(level="warning", machine=not sys.stderr.isatty())
    try:
        build_app(_wanted(sys.argv[1:]))()
    except OnrecordError as error:
        complain(str(error), error.advice)
        sys.exit(1)


def _wanted(arguments: Sequence[str]) -> Sequence[str]:
    """The command that is named, else all of them: whoever asks for help wants to see each."""
    everything = COMMANDS + GROUPS
    named = [name for name in everything if name == arguments[0]] if arguments else []
    return named or everything
