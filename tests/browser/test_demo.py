"""A visitor of the demo finds the pictures that were announced and never came, and puts one in by hand."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from browser.conftest import Visitor, note
from onrecord.cli.demo import EMAIL, PASSWORD
from web.test_file_save import a_photo

pytestmark = pytest.mark.browser
WORDS = "a couple more like these"
MAY_TAKE_MS = 15_000


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `onrecord demo`, with its whole history taken in. Not started where there is no browser."""
    assert browser.is_connected()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    home = str(tmp_path_factory.mktemp("demo") / "home")
    running = subprocess.Popen(
        [sys.executable, "-m", "onrecord", "demo", "--port", "0", "--rate", "0", "--home", home],
        env=clean,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    try:
        address = next((found[0] for line in running.stdout if (found := re.search(r"http://\S+", line))), None)
        assert address is not None, "the demo did not start"
        yield address
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(timeout=30)
        running.stdout.close()


@pytest.fixture
def visitor(browser: Browser, demo: str) -> Iterator[Visitor]:
    """Signed in to the demo as it says at its start."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    visitor = Visitor(context.new_page(), demo)
    visitor.page.set_default_timeout(MAY_TAKE_MS)
    visitor.page.on("console", lambda message: note(visitor, message))
    visitor.goto("/")
    visitor.page.get_by_label("E-mail").fill(EMAIL)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in").click()
    visitor.page.locator(".row").first.wait_for()
    yield visitor
    context.close()
    assert not visitor.complaints


def messages_that_speak_of_pictures(page: Page) -> int:
    """As the heading counts them; 0 where there is none."""
    found = re.search(r"([\d,]+) messages? speaks? of pictures that are not there", page.inner_text("main"))
    return int(found[1].replace(",", "")) if found else 0


def test_a_visitor_finds_what_never_came_sees_why_adds_it_by_hand_and_the_count_falls(visitor: Visitor) -> None:
    page = visitor.goto("/")
    page.locator(".menu summary").click()
    page.get_by_role("link", name="What's missing").click()
    expect(page.get_by_role("heading", name="What's missing")).to_be_visible()
    before = messages_that_speak_of_pictures(page)
    assert before >= 1

    page.get_by_role("link", name=re.compile("speaks? of pictures")).click()
    piece = page.locator(".piece", has_text="Marcus Bell")
    expect(piece).to_contain_text(f"Possibly missing photo: “{WORDS}”")
    piece.get_by_role("link", name="Show in the conversation").click()

    message = page.locator(".item", has_text=WORDS)
    expect(message).to_contain_text("The words speak of pictures, and none of theirs came around that time.")
    message.get_by_text("Have it? Add it here").click()
    wall = FilePayload(name="wall.jpg", mimeType="image/jpeg", buffer=a_photo())
    message.get_by_label("File").set_input_files(wall)
    message.get_by_label("Note").fill("saved from Quo")
    message.get_by_role("button", name="Add to this message").click()

    message = page.locator(".item", has_text=WORDS)
    expect(message.locator("a.photo")).to_be_visible(timeout=MAY_TAKE_MS)
    expect(message).to_contain_text("Added by hand")
    expect(message).not_to_contain_text("Possibly missing photo")
    visitor.goto("/missing")
    assert messages_that_speak_of_pictures(page) == before - 1
    expect(page.get_by_role("link", name=re.compile("Photo or file: Marcus Bell"))).to_be_visible()
