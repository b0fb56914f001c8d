"""Renew docs/images from the demo: the pictures of the README are of the program as it is.

    python tools/take_screenshots.py

Needs Chromium (tools/browser_install.sh) and, for emoji, a font that has them (fonts-noto-color-emoji on Debian).
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from onrecord.cli.demo import EMAIL, PASSWORD

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def main() -> None:
    """Start the demo, look at it three times, end it."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "onrecord", "demo", "--rate", "0", "--port", "0", "--home", home]
        demo = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            address = _address(demo)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
                _take(browser, address)
                browser.close()
        finally:
            demo.terminate()
            demo.wait(timeout=30)


def _address(demo: "subprocess.Popen[str]") -> str:
    assert demo.stdout is not None
    for line in demo.stdout:
        if found := re.search(r"http://127[\d.:]+", line):
            return found.group()
    raise SystemExit("the demo did not start")


def _take(browser: Browser, address: str) -> None:
    wide = _signed_in(browser, address, WIDE, "light")
    _open(wide, address, "Karen Whitfield")
    wide.screenshot(path=str(IMAGES / "conversation-wide.png"))
    phone = _signed_in(browser, address, PHONE, "light")
    _open(phone, address, "Karen Whitfield")
    phone.screenshot(path=str(IMAGES / "conversation-phone.png"))
    dark = _signed_in(browser, address, WIDE, "dark")
    _open(dark, address, "Denise Castellano")
    dark.screenshot(path=str(IMAGES / "inbox-dark.png"))


def _open(page: Page, address: str, name: str) -> None:
    """Somebody's conversation, with its pictures and waveforms loaded."""
    page.goto(address + "/?view=all")
    page.locator('a[href^="/c/"]', has_text=name).first.click()
    page.wait_for_url("**/c/**")
    page.wait_for_timeout(2_500)


def _signed_in(browser: Browser, address: str, size: dict[str, int], scheme: str) -> Page:
    page = browser.new_context(viewport=size, color_scheme=scheme, device_scale_factor=1).new_page()  # type: ignore[arg-type]  # a literal of playwright's
    page.goto(address + "/sign-in")
    page.fill("input[name=email]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


if __name__ == "__main__":
    main()
