"""The page about the simulator names every trap, order and fault there is."""

from pathlib import Path

import msgspec

from quosim.control import REQUESTED, ROUTES
from quosim.control_rounds import DeliverOrder
from quosim.control_world import Happen
from quosim.deliveries.traps import TRAPS
from quosim.faults import DELIVERY_KINDS, KINDS
from quosim.world.living import KINDS as LIVING_KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "quosim.md").read_text(encoding="utf-8")


def test_every_order_and_trap_is_on_the_page():
    members = [field.name for field in msgspec.structs.fields(DeliverOrder)]
    members += [field.name for field in msgspec.structs.fields(Happen) if field.name != "new"]
    named = [*TRAPS, *members, *KINDS, *DELIVERY_KINDS, *LIVING_KINDS, "new: true"]
    assert [name for name in named if f"`{name}`" not in PAGE] == []
    assert [path for _, path in (*ROUTES, *REQUESTED) if path not in PAGE] == []
