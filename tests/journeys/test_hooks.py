"""`onrecord hooks` and `onrecord doctor`, with a service that is reached and one that is not."""

import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from journeys.commands import Home
from simulator import running_quosim


def public_home(folder: Path, provider_url: str, port: int) -> Home:
    """A home that the provider can reach at a port of this machine."""
    return Home(folder, provider_url, {"ONRECORD_PUBLIC_URL": f"http://127.0.0.1:{port}"})


@contextmanager
def serving(home: Home, port: int) -> Iterator["subprocess.Popen[str]"]:
    running = home.start("serve", "--port", str(port))
    assert running.stdout is not None
    assert re.search("http://", running.stdout.readline())
    try:
        yield running
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(timeout=30)
        running.stdout.close()


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def grades(found: dict[str, Any]) -> dict[str, str]:
    return {check["name"]: check["grade"] for check in found["checks"]}


@pytest.mark.slow
def test_from_registering_to_a_checkup_that_finds_all_well(tmp_path: Path, free_port: int) -> None:
    with running_quosim(world="empty", rate=0) as sim:
        home = public_home(tmp_path, sim.url, free_port)
        with serving(home, free_port):
            registered = home.json("hooks", "register", "--wait", "30")
            assert registered["made"]
            assert registered["tested"]["arrived"]
            assert registered["remarks"] == []
            again = home.json("hooks", "register", "--wait", "0")
            assert (again["webhook"], again["made"]) == (registered["webhook"], False)
            home.json("hooks", "rotate")
            assert home.json("hooks", "test", "--wait", "30")["arrived"], "it is signed with the new secret"
            checkup = home.run("doctor", "--json")
            assert checkup.returncode == 0, checkup.stdout
            found = grades(json.loads(checkup.stdout))
            assert {found[name] for name in ("key", "address", "webhook", "delivery", "database", "vault")} == {"ok"}
            assert home.json("hooks", "remove")["done"]
            assert home.json("hooks", "list")["webhooks"] == []
        assert home.json("status")["held"]["message"] == 0, "a test never becomes a record"


def test_a_checkup_says_what_is_wrong_and_what_to_do(tmp_path: Path, free_port: int) -> None:
    with running_quosim(world="empty", rate=0) as sim:
        home = public_home(tmp_path, sim.url, free_port)
        checkup = home.run("doctor", "--json")
        assert checkup.returncode == 1
        unreached = home.run("hooks", "register", "--wait", "0.1")
        assert unreached.returncode == 1
        assert "did not arrive" in unreached.stderr
    found = json.loads(home.run_impatiently("doctor", "--json").stdout)
    assert grades(found) == {"key": "fail", "address": "fail", "delivery": "warn"} | {
        name: grades(found)[name] for name in ("disk", "database", "vault")
    }
    assert all(check["todo"] for check in found["checks"] if check["grade"] != "ok")


def test_without_a_public_address_registering_says_what_to_do(tmp_path: Path) -> None:
    refused = Home(tmp_path, "http://127.0.0.1:9").run("hooks", "register")
    assert refused.returncode == 1
    assert "ONRECORD_PUBLIC_URL" in refused.stderr
    assert "Nothing" not in refused.stdout
