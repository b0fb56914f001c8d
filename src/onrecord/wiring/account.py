"""The whole account of a house: what the ledger counts and what the limits explain."""

from typing import Any

from onrecord.ledger.account import account
from onrecord.limits.limited import limited
from onrecord.wiring.house import House


def account_of(house: House) -> dict[str, Any]:
    """As `status --json` gives it, read at one moment."""
    with house.database.reading() as conn:
        found = account(conn, house.workspace_id, house.clock.now_ms())
        return found | {"limited": limited(conn, house.workspace_id)}
