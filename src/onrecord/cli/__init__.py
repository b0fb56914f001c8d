"""The commands: one file each. Numbers and records go to standard output, words for the person to standard error."""

import sys

import typer

from onrecord.cli.check_provider import check_provider
from onrecord.cli.demo import demo
from onrecord.cli.discrepancies import discrepancies
from onrecord.cli.doctor import doctor
from onrecord.cli.export import export
from onrecord.cli.gaps import gaps
from onrecord.cli.hooks import hooks
from onrecord.cli.init import init
from onrecord.cli.limits import limits
from onrecord.cli.rebuild import rebuild
from onrecord.cli.report import report
from onrecord.cli.serve import serve
from onrecord.cli.statement import statement
from onrecord.cli.status import status
from onrecord.cli.sync import sync
from onrecord.cli.terminal import complain
from onrecord.cli.user import user
from onrecord.cli.verify import verify
from onrecord.cli.why import why
from onrecord.domain.errors import OnrecordError
from onrecord.logs import configure_logs

app = typer.Typer(
    name="onrecord",
    help="Everything your business phone said, kept, with an honest account of what is missing.\n\n"
    "Exit status: 0 done and complete, 1 failed, 2 wrong use, 3 done but incomplete.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
COMMANDS = (
    demo,
    init,
    serve,
    sync,
    status,
    limits,
    check_provider,
    statement,
    verify,
    why,
    discrepancies,
    report,
    export,
    rebuild,
    doctor,
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(gaps, name="gaps")
app.add_typer(hooks, name="hooks")
app.add_typer(user, name="user")


def main() -> None:
    """Run one command; an error of ours becomes a sentence and exit status 1, never a traceback."""
    configure_logs(level="warning", machine=not sys.stderr.isatty())
    try:
        app()
    except OnrecordError as error:
        complain(str(error), error.advice)
        sys.exit(1)
