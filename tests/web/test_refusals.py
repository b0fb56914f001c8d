"""What the status page tells of requests that were refused: why, when, which header; never what was in them."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from onrecord.cli.hooks import list_refusals
from onrecord.settings import read_settings
from onrecord.storage import refusals
from onrecord.storage.refusals import Refusal
from onrecord.wiring import open_house
from web.seeded import SignedIn
from web.standing_house import BEN, StandingHouse


def refuse(house: StandingHouse) -> None:
    last = [
        Refusal(house.clock.ms, "wrong_signature", "webhook-signature", "203.0.…", 812),
        Refusal(house.clock.ms, "no_signature", None, "198.51.…", 12),
    ]

    def add(conn: Connection) -> None:
        refusals.add(conn, 1, {"wrong_signature": 40, "no_signature": 2}, last)

    house.database.writer.write(add)


def test_the_owner_sees_the_last_of_them_and_why(signed_in: SignedIn, house: StandingHouse) -> None:
    refuse(house)
    page = signed_in().get("/status").text
    assert "Wrong signature" in page
    assert "webhook-signature" in page
    assert "Not signed" in page
    assert "198.51.…" in page


def test_whoever_sees_one_line_does_not(signed_in: SignedIn, house: StandingHouse) -> None:
    refuse(house)
    assert signed_in(BEN).get("/status").status_code == 404


def test_without_any_there_is_no_word_of_them(signed_in: SignedIn) -> None:
    assert "refused, because" not in signed_in().get("/status").text


def test_only_the_last_are_kept_and_all_are_counted(house: StandingHouse) -> None:
    many: list[Any] = [Refusal(at, "no_signature", None, "", 1) for at in range(150)]
    for _ in range(3):
        house.database.writer.write(lambda conn: refusals.add(conn, 1, {"no_signature": 150}, many))
    with house.database.reading() as conn:
        assert refusals.counts(conn, 1) == {"no_signature": 450}
        assert len(refusals.newest(conn, 1, 1_000)) == refusals.KEPT


def test_the_command_lists_the_last_refusals_without_what_was_in_them(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_house(read_settings(home=home)) as opened:
        refused = Refusal(1_795_176_000_000, "wrong_signature", "webhook-signature", "203.0.…", 512)
        opened.database.writer.write(
            lambda conn: refusals.add(conn, opened.workspace_id, {"wrong_signature": 3}, [refused])
        )
    list_refusals(json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["by_why"] == {"wrong_signature": 3}
    (last,) = told["last"]
    assert last == {
        "at": "2026-11-20T12:00:00.000Z",
        "why": "wrong_signature",
        "header": "webhook-signature",
        "address": "203.0.…",
        "size_bytes": 512,
    }
    list_refusals(json=False)
    assert "webhook-signature" in capsys.readouterr().out
