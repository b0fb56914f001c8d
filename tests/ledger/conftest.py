"""What verifying and stating share."""

from ledger.recorded import recorded

__all__ = ["recorded"]
