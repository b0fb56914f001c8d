"""Every payload that is documented, posted to the real address one by one: answered, durable, and folded into what the
answers of REST make of the same fact.
"""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from fake_clock import FakeClock
from keeping import empty, exported, fold, rows, take
from onrecord.intake.arrived import take_all_arrivals
from onrecord.media.vault import Vault
from onrecord.provider.signature import read_secret
from onrecord.storage.engine import Database, open_database
from onrecord.web.app import build_app
from pushing import FIXTURES, LEGACY_SECRET, NEW_SECRET, legacy_headers, raw, standard_headers
from retelling import retold, speaks_of_a_part, the_call_of, unwrapped
from small_world import list_answer
from told import OTHER_OWN, OWN
from web.standing_house import StandingHouse

OURS = sorted(FIXTURES.glob("*.json"))
SHARED = Path(__file__).resolve().parents[3] / "shared" / "quo-api" / "payloads"
PUBLISHED = sorted(path for path in SHARED.glob("*.json") if path.name.startswith(("n-", "l2-", "l1-")))
Row = dict[str, Any]
Rows = dict[str, Row]

STRAY = "n-call-voicemail-stray"
"""A voicemail that names no call: REST knows none such."""

OWN_WORDS = {"status", "updated", "conversation_id"}
"""Each has its own for how a thing stands; REST names no conversation of a call, and some events none at all."""

OLD_MEDIA = "2026-08-21"
"""A message from before that is without media by a hook's word; REST's word is no proof."""


@pytest.fixture
def provider(database: Database, tmp_path: Path, clock: FakeClock) -> Iterator[TestClient]:
    secrets = [read_secret(NEW_SECRET), read_secret(LEGACY_SECRET)]
    house = StandingHouse(database, Vault(tmp_path / "vault"), clock, hook_secrets=secrets)
    with TestClient(build_app(house)) as client:
        yield client


@pytest.fixture
def pulled(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A second database, which is told everything by REST."""
    copied = shutil.copyfile(migrated_file, tmp_path / "pulled.db")
    with open_database(f"sqlite:///{copied}") as database:
        yield database


def post(provider: TestClient, body: bytes, at_ms: int) -> int:
    event = unwrapped(json.loads(body))
    if event["apiVersion"] == "2026-03-30":
        headers = standard_headers(body, at_ms=at_ms, delivery_id=f"msg_{event['id']}")
    else:
        headers = legacy_headers(body, at_ms=at_ms)
    return provider.post("/hooks/quo", content=body, headers=headers).status_code


def told(database: Database) -> Rows:
    """What is exported of activities, their parts and contacts, by what it is."""
    found = [json.loads(line) for line in exported(database).splitlines()]
    return {
        f"{row['kind']} {row['id']}": row
        for row in found
        if row["kind"] not in {"line", "conversation", "organization", "member"}
    }


def differences(heard: Rows, read: Rows) -> dict[str, tuple[Any, Any]]:
    """What was heard and reads otherwise, or was only heard, or only read, by thing and field."""
    return {
        f"{thing} {name}": (mine.get(name), theirs.get(name))
        for thing in heard | read
        for mine, theirs in [(heard.get(thing, {}), read.get(thing, {}))]
        for name in mine | theirs
        if mine.get(name) != theirs.get(name) and not is_expected(name, mine, theirs)
    }


def is_expected(name: str, heard: Row, read: Row) -> bool:
    if name == "conversation":  # where nobody is named, it is filed under the id that only the hook tells
        return not heard.get("participants")
    if name == "media_word":
        return bool(heard["at"] < OLD_MEDIA and (heard[name], read[name]) == ("none", "unknown"))
    return name in OWN_WORDS or (name == "type" and heard["kind"] == "voicemail" and name not in read)


def seed(database: Database, event: dict[str, Any]) -> None:
    database.writer.write(empty)
    named = {"PNmaple001", *re.findall(r"PN\w+", json.dumps(event))}
    lines = [{"id": one, "phoneNumber": OWN if one == "PNmaple001" else OTHER_OWN} for one in sorted(named)]
    take(database, [list_answer("GET /phone-numbers", lines, 1)])
    if speaks_of_a_part(event):
        take(database, [the_call_of(event)])


def check(path: Path, provider: TestClient, pushed: Database, pulled: Database, clock: FakeClock) -> None:
    body = path.read_bytes()
    event: dict[str, Any] = json.loads(body)
    seed(pushed, event)
    assert post(provider, body, clock.ms) == 200, path.stem
    take_all_arrivals(pushed, 1, clock=clock)
    kept = rows(pushed, "SELECT o.body FROM delivery d JOIN observation o ON o.id = d.observation_id")
    assert [bytes(row[0]) for row in kept] == [body], path.stem
    fold(pushed, clock)
    assert (path.stem, rows(pushed, "SELECT * FROM not_understood")) == (path.stem, [])
    seed(pulled, event)
    take(pulled, retold(event))
    fold(pulled, clock)
    heard, read = told(pushed), told(pulled)
    assert (path.stem, differences(heard, read)) == (path.stem, {})
    assert heard or "-task-" in path.stem
    take(pushed, retold(event))
    fold(pushed, clock)
    both = told(pushed)
    assert set(both) == set(read), path.stem
    disputed = [one for row in both.values() for one in row.get("discrepancies", ()) if not one[1]]
    assert disputed == [], path.stem


def test_each_of_our_fixtures_is_kept_and_makes_what_rest_makes_of_it(
    provider: TestClient, database: Database, pulled: Database, clock: FakeClock
) -> None:
    for path in OURS:
        if path.stem != STRAY:
            check(path, provider, database, pulled, clock)


@pytest.mark.parametrize("name", ["n-message-received", "l2-call-recording", "l1-call-completed"])
def test_a_url_that_was_registered_twice_is_told_everything_twice_and_records_it_once(
    name: str, provider: TestClient, database: Database, clock: FakeClock
) -> None:
    event = json.loads((FIXTURES / f"{name}.json").read_bytes())
    seed(database, event)
    assert post(provider, raw(event), clock.ms) == 200
    fold(database, clock)
    once = exported(database)
    assert post(provider, raw(event | {"id": "EVbyTheOtherHook"}), clock.ms) == 200
    fold(database, clock)
    assert rows(database, "SELECT COUNT(*) FROM observation WHERE operation LIKE '%.%'") == [(2,)]
    assert exported(database) == once


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.skipif(not PUBLISHED, reason=f"the provider's published payloads are not at {SHARED}")
def test_so_is_each_payload_that_was_published(
    provider: TestClient, database: Database, pulled: Database, clock: FakeClock
) -> None:
    for path in PUBLISHED:
        check(path, provider, database, pulled, clock)
    assert len(PUBLISHED) > 60
