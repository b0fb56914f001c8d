"""A real browser before a real server over the seeded record. Skipped, with the reason, where there is no Chromium."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from onrecord.web.app import build_app
from web.seeded import house, seeded_database, seeded_folder
from web.standing_house import ANA, PASSWORD, StandingHouse

__all__ = ["house", "seeded_database", "seeded_folder"]

AXE = Path(__file__).parent / "vendor/axe-core/axe.min.js"
DESK, PHONE = 1440, 390
TABLE_SCROLLS = """
[...document.querySelectorAll(".table")].some(one => one.checkVisibility() && one.scrollWidth > one.clientWidth)
"""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class Visitor:
    """A page of somebody who is signed in; what the console complained about is collected."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def goto(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def open(self, title: str) -> Page:
        """The conversation with that title, from the list."""
        self.page.locator(".row:not(.hit)", has_text=title).last.click()
        self.page.locator(".conversation h1", has_text=title).wait_for()
        return self.page

    def findings(self, name: str) -> list[str]:
        """What is wrong with the screen at hand, in light on a desk and in dark on a phone."""
        found: list[str] = []
        for width, scheme in ((DESK, "light"), (PHONE, "dark")):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found += self.axe()
            if self.page.evaluate("document.documentElement.scrollWidth") > width:
                found.append("it scrolls sideways")
            if self.page.evaluate(TABLE_SCROLLS):
                found.append(f"a table scrolls sideways at {width} px")
        self.page.set_viewport_size({"width": DESK, "height": 900})
        self.page.emulate_media(color_scheme="light")
        return [f"{name}: {one}" for one in found]

    def axe(self) -> list[str]:
        """What axe finds that is serious, as one line each. The policy forbids its own style sheet: no complaint."""
        before = len(self.complaints)
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        self.page.wait_for_timeout(50)
        del self.complaints[before:]
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]


Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with the last test of a file: as long as it is open, no other test can run an event loop."""
    asked = (os.environ.get("ONRECORD_CHROMIUM", ""), *NAMES)
    program = next((found for name in asked if name and (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("NO CHROMIUM: the screens were not walked through (sh tools/browser_install.sh)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--mute-audio"])
        yield opened
        opened.close()


@pytest.fixture
def served(house: StandingHouse) -> Iterator[str]:
    """The address of a server that runs in a thread."""
    config = uvicorn.Config(
        build_app(house), host="127.0.0.1", port=0, log_config=None, ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    sock = config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)
    sock.close()


@pytest.fixture
def visit(browser: Browser, served: str) -> Iterator[Visit]:
    """`visit(width=390, dark=True)` signs Ana in; at the end no console may have complained."""
    visitors: list[Visitor] = []

    def begin(*, width: int = 1440, height: int = 900, dark: bool = False) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        visitor = Visitor(context.new_page(), served)
        visitors.append(visitor)
        visitor.page.set_default_timeout(10_000)
        visitor.page.on("console", lambda message: note(visitor, message))
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitor.goto("/")
        visitor.page.get_by_label("E-mail").fill(ANA)
        visitor.page.get_by_label("Password").fill(PASSWORD)
        visitor.page.get_by_role("button", name="Sign in").click()
        visitor.page.locator(".row").first.wait_for()
        visitor.page.wait_for_load_state()
        return visitor

    yield begin
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.page.context.close()
    assert not complaints


def note(visitor: Visitor, message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"}:
        visitor.complaints.append(f"{visitor.page.url} {message.location.get('url')}: {message.text}")
