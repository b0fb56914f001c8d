"""Deliveries of a phone number that is not this workspace's are shown to nobody, and those of one that is, to those who
may see it.
"""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from keeping import exported, fold, take
from onrecord.provider.signature import read_secret
from onrecord.web.app import build_app
from pushing import LEGACY_SECRET, NEW_SECRET, fixture, headers_for, raw
from small_world import list_answer
from web import seed
from web.seeded import SignedIn
from web.standing_house import ANA, BEN, CLEO, StandingHouse

WORD = "zeppelin"
TOLD = [
    "n-message-received",
    "n-message-undelivered",
    "n-call-completed-unanswered",
    "n-call-voicemail",
    "n-call-voicemail-stray",
    "n-call-summary",
    "l2-message-received",
    "l2-call-summary",
    "l1-message-received-group",
    "l1-call-completed",
]


def of_line(name: str, line_id: str) -> dict[str, Any]:
    """A fixture's event as if of another line, with a word in it that is nowhere else."""
    text = json.dumps(fixture(name)).replace("PNmaple001", line_id)
    for said in ("The crack by the stairs is back", "Is Thursday still good?", "Two pictures of it"):
        text = text.replace(said, WORD)
    event: dict[str, Any] = json.loads(text)
    return event


def tell(house: StandingHouse, line_id: str) -> None:
    house.hook_secrets = [read_secret(NEW_SECRET), read_secret(LEGACY_SECRET)]
    with TestClient(build_app(house)) as provider:
        for name in TOLD:
            event = of_line(name, line_id)
            headers = headers_for(event, at_ms=house.clock.ms, delivery_id=f"msg_{name}")
            assert provider.post("/hooks/quo", content=raw(event), headers=headers).status_code == 200
    fold(house.database, house.clock)


def pages(client: TestClient, line_id: str) -> dict[str, str]:
    """Everything of Dana's that a person may ask for, who is on no other line."""
    addresses = [
        "/?view=all",
        "/?view=photos",
        "/?view=missed",
        f"/?view=all&line={line_id}",
        f"/search?q={WORD}",
        "/search?q=2125550123",
        f"/c/{line_id}:%2B12125550123",
        "/missing",
        "/coverage",
        "/statement",
        f"/why/{fixture_id()}",
    ]
    found = {address: client.get(address, headers={"accept": "text/html"}) for address in addresses}
    return {address: answer.text.replace(address, "") for address, answer in found.items()}


def fixture_id() -> str:
    event: Any = fixture("n-message-received")
    return str(event["data"]["resource"]["id"])


def shown(client: TestClient, line_id: str) -> set[str]:
    """The pages on which any of it stands."""
    signs = ("555-0123", WORD + "<", ">" + WORD, f"{line_id}:", "AC00000000", "Maple Street, Ben")
    return {address for address, page in pages(client, line_id).items() if any(sign in page for sign in signs)}


@pytest.mark.parametrize("who", [ANA, BEN, CLEO])
def test_what_is_told_of_a_foreign_number_is_shown_to_nobody(
    who: str, house: StandingHouse, signed_in: SignedIn
) -> None:
    before = exported(house.database)
    tell(house, "PNsomebodyElses")
    assert shown(signed_in(who), "PNsomebodyElses") - {f"/why/{fixture_id()}"} == set()
    assert exported(house.database) == before


def test_once_the_number_is_ours_all_of_it_is_there_for_ana(house: StandingHouse, signed_in: SignedIn) -> None:
    tell(house, "PNsomebodyElses")
    take(
        house.database,
        [list_answer("GET /phone-numbers", [{"id": "PNsomebodyElses", "phoneNumber": "+15550100100"}], 1)],
    )
    fold(house.database, house.clock)
    assert {"/?view=all", f"/search?q={WORD}"} <= shown(signed_in(ANA), "PNsomebodyElses")
    assert shown(signed_in(BEN), "PNsomebodyElses") == set()


@pytest.mark.parametrize(("who", "sees"), [(ANA, True), (BEN, False), (CLEO, False)])
def test_what_is_told_of_a_number_is_shown_to_who_may_see_it(
    who: str, sees: bool, house: StandingHouse, signed_in: SignedIn
) -> None:
    tell(house, seed.OFFICE)
    assert bool(shown(signed_in(who), seed.OFFICE)) == sees
