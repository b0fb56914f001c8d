"""`onrecord serve`: it starts whatever the provider does, keeps itself up to date, and tells open pages."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from journeys.commands import Home
from simulator import running_quosim
from simulator import serving as provider
from tiny_world import tiny_house

EMAIL, PASSWORD = "ana@maplestreet.example", "the-password-of-ana"
PATIENCE_SECONDS = 90


def test_it_takes_in_what_is_new_by_itself_and_tells_open_pages(tmp_path: Path) -> None:
    with provider(tiny_house()) as sim:
        home = Home(tmp_path, sim.url)
        _add_ana(home)
        assert home.run("sync").returncode in {0, 3}
        before = home.json("status")["held"]["message"]
        with (
            serving_home(home, "--ask-every", "1") as address,
            _signed_in(address) as browser,
            browser.stream("GET", "/live", timeout=PATIENCE_SECONDS) as live,
        ):
            sim.tell("/_sim/clock", advance_seconds=86_400)
            heard = next(line for line in live.iter_lines() if line.startswith("data:"))
            after = _once_more_than(before, home)
            published = home.json("limits")["specifications"]
    assert heard
    assert after > before
    assert {one["surface"] for one in published} == {"dated", "v1"}, "what the provider publishes is read at the start"


def _once_more_than(before: int, home: Home) -> int:
    """The messages held, as soon as there are more than `before`; else after all patience."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (held := int(home.json("status")["held"]["message"])) <= before and time.monotonic() < until:
        time.sleep(0.3)
    return held


def test_it_starts_with_the_provider_away_and_no_line_known(tmp_path: Path) -> None:
    home = Home(tmp_path, "http://127.0.0.1:9")
    with serving_home(home) as address:
        health = httpx2.get(address + "/healthz")
        assert (health.status_code, health.json()["status"]) == (200, "ok")
        assert "onrecord user add" in httpx2.get(address + "/", follow_redirects=True).text


def test_it_shows_what_is_held_without_a_key(tmp_path: Path) -> None:
    home = Home(tmp_path, "http://127.0.0.1:9")
    _add_ana(home)
    with serving_home(home, key="") as address, _signed_in(address) as browser:
        assert browser.get("/").status_code == 200


def test_it_ends_within_seconds_when_told_to(tmp_path: Path) -> None:
    with running_quosim(world="empty", rate=0) as sim:
        running = Home(tmp_path, sim.url).start("serve", "--port", "0")
        _address(running)
        began = time.monotonic()
        running.terminate()
        running.wait(timeout=20)
        assert running.returncode in {0, -signal.SIGTERM}
        assert time.monotonic() - began < 20
        _close(running)


@contextmanager
def serving_home(home: Home, *options: str, key: str | None = None) -> Iterator[str]:
    if key is not None:
        home = _Keyless(home.folder, home.provider_url)
    running = home.start("serve", "--port", "0", *options)
    try:
        yield _address(running)
    finally:
        running.terminate()
        try:
            running.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            raise
        finally:
            _close(running)


class _Keyless(Home):
    @property
    def variables(self) -> dict[str, str]:
        return {name: value for name, value in super().variables.items() if name != "ONRECORD_QUO_API_KEY"}


@contextmanager
def _signed_in(address: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=address, follow_redirects=True) as browser:
        answer = browser.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}, headers={"Origin": address})
        assert answer.status_code == 200, answer.text
        yield browser


def _add_ana(home: Home) -> None:
    added = home.run("user", "add", EMAIL, "--password-stdin", text=PASSWORD + "\n")
    assert added.returncode == 0, added.stderr


def _address(running: "subprocess.Popen[str]") -> str:
    assert running.stdout is not None
    found = re.search(r"http://[\w.:]+", running.stdout.readline())
    assert found, "serve says where it is"
    return found.group()


def _close(running: "subprocess.Popen[str]") -> None:
    if running.stdout is not None:
        running.stdout.close()
