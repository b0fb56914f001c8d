"""What commands are tried on: a little record, and the program's own entrance."""

from cli.commanding import command
from ledger.recorded import recorded

__all__ = ["command", "recorded"]
