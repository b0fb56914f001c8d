"""One message, from the provider to the screen, on both databases, in the order that ARCHITECTURE.md prints."""

import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import FrameType

import pytest
from PIL import Image
from starlette.testclient import TestClient

from onrecord.cli.screens import build_screens
from onrecord.domain.clock import SystemClock
from onrecord.media.vault import Vault
from onrecord.settings import read_settings
from onrecord.storage.users import put_user
from onrecord.storage.workspaces import ensure_workspace
from onrecord.sync.run import run
from onrecord.web.passwords import hash_password
from onrecord.wiring import House
from onrecord.wiring.account import account_of
from onrecord.wiring.fold_process import fold_all
from onrecord.wiring.provider import open_provider
from onrecord.wiring.work import working
from quosim.house import House as Simulated
from quosim.house import Options
from quosim.renderings import Renderings
from quosim.world.model import File, World
from simulator import serving
from tiny_world import FakeSeconds, make_tiny

ROOT = Path(__file__).resolve().parents[2]
SETTING_UP = {"<module>", "__init__", "__enter__", "provider_now_ms"}
"""What runs before there is a message: making the parts, and reading the clock."""

ANA = {"email": "ana@maplestreet.example", "password": "the-password-of-ana"}


def drawn(_world: World, file: File) -> bytes:
    """A small picture of its own for every file, so that thumbnails can be made."""
    picture = BytesIO()
    Image.new("RGB", (64, 48), "#" + file.id.encode().hex()[:6].ljust(6, "0")).save(picture, "PNG")
    return picture.getvalue() + file.id.encode()


@pytest.fixture
def passed() -> Iterator[list[str]]:
    with passed_files() as files:
        yield files


@pytest.fixture
def house(passed: list[str], database_url: str, tmp_path: Path) -> Iterator[House]:
    from onrecord.storage.engine import open_database

    clock = SystemClock()
    with open_database(database_url) as database:
        database.writer.write(lambda conn: ensure_workspace(conn, 1, now_ms=clock.now_ms()))
        settings = read_settings(home=tmp_path / "home", database_url=database_url, quo_api_key="k", quo_rate=0)
        yield House(settings, clock, database, Vault(tmp_path / "vault"))


def test_a_message_passes_the_house_in_the_printed_order(passed: list[str], house: House) -> None:
    world = make_tiny("demo", 1)
    simulated = Simulated(Options(rate=0), make_tiny, renderings=Renderings(world, drawn), real=FakeSeconds())
    with serving(simulated) as sim:
        at_sim = House(
            house.settings.model_copy(update={"quo_api_url": sim.url}), house.clock, house.database, house.vault
        )
        take_in(at_sim)
        page = open_conversation_with_photo(at_sim)
    assert "<img" in page
    assert [step for step in printed_steps() if step not in passed] == []
    assert sorted(printed_steps(), key=passed.index) == printed_steps()
    assert account_of(house)["not_understood"]["total"] == 0


def take_in(house: House) -> None:
    with open_provider(house) as provider:
        report = run(
            provider.asking, provider.pacer, fold=lambda: fold_all(house.database, house.workspace_id, house.clock)
        )
        assert report.complete, report
        with working(house, provider):
            until_nothing_is_due(house)
    fold_all(house.database, house.workspace_id, house.clock)


def until_nothing_is_due(house: House) -> None:
    for _ in range(200):
        fold_all(house.database, house.workspace_id, house.clock)
        counts = account_of(house)["artefacts"]["media"]
        if not counts.get("wanted"):
            return
        threading.Event().wait(0.05)
    raise AssertionError("files are still wanted")


def open_conversation_with_photo(house: House) -> str:
    hashed = hash_password(ANA["password"])
    house.database.writer.write(
        lambda conn: put_user(
            conn, 1, email=ANA["email"], name="Ana", password_hash=hashed, role="owner", lines=None, now_ms=1
        )
    )
    with TestClient(build_screens(house), base_url="http://testserver") as browser:
        browser.post("/sign-in", data=ANA, headers={"Origin": "http://testserver"})
        inbox = browser.get("/?view=photos").text
        address = re.search(r'href="(/c/[^"?]+)', inbox)
        assert address, "a conversation with photos is in the inbox"
        return browser.get(address.group(1)).text


def printed_steps() -> list[str]:
    """The first file of each numbered step of the journey."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    steps = re.findall(r"^\d+\. `src/onrecord/([\w./]+)`", text, flags=re.MULTILINE)
    assert len(steps) == 13
    return steps


@contextmanager
def passed_files() -> Iterator[list[str]]:
    """The files of the product in the order in which one of their functions first ran, in any thread."""
    passed: list[str] = []
    seen: set[str] = set()
    prefix = str(ROOT / "src" / "onrecord") + "/"

    def note(frame: FrameType, event: str, _argument: object) -> None:
        name = frame.f_code.co_filename
        if event == "call" and name not in seen and frame.f_code.co_name not in SETTING_UP:
            seen.add(name)
            if name.startswith(prefix):
                passed.append(name.removeprefix(prefix))

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield passed
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]  # None is how it is taken off again
