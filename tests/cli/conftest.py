"""What commands are tried on: a little record, and the program's own entrance."""

from ledger.recorded import recorded

__all__ = ["recorded"]
