"""Over a real port: files, control, spoiled connections, and the process itself."""

import asyncio
import http.client
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from simulator import running_quosim, serving
from tiny_world import FakeSeconds, make_tiny, tiny_bytes, tiny_house

HEADERS = {"Authorization": "ana", "Quo-Api-Version": "2026-03-30"}


@pytest.fixture(scope="module")
def house():
    return tiny_house(FakeSeconds())


@pytest.fixture(scope="module")
def served(house):
    with serving(house) as sim:
        yield sim


@pytest.fixture
def sim(served, house):
    house.settle(make_tiny("tiny", 1))
    return served


def fetch(url, method="GET", **headers):
    """Status, headers and body, whatever the status."""
    request = urllib.request.Request(url, headers=HEADERS | headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read()


def photo(sim, which=0, message="ACold"):
    told = json.loads(fetch(f"{sim.url}/messages/{message}")[2])
    return told["data"]["media"][which]["url"]


def test_a_file_needs_no_key_and_its_link_points_at_the_host_that_was_asked(sim):
    url = photo(sim)
    assert url.startswith(sim.url)
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.read() == tiny_bytes(None, sim_file(sim, "photo-old"))
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["etag"] is None


def sim_file(sim, ident):
    return next(file for message in make_tiny("tiny", 1).messages for file in message.media if file.id == ident)


def test_content_types_may_be_missing_or_wrong(sim):
    assert fetch(photo(sim, 1))[1]["content-type"] is None
    assert fetch(photo(sim, 0, "ACheic"))[1]["content-type"] == "image/jpeg"  # it is HEIC


def test_each_fetch_signs_anew_and_the_path_stays(sim):
    one, two = urlsplit(photo(sim)), urlsplit(photo(sim))
    assert one.path == two.path
    assert one.query != two.query
    assert fetch(one.geturl())[0] == fetch(two.geturl())[0] == 200


def test_a_link_dies_and_cannot_be_altered(sim):
    url = photo(sim)
    assert fetch(url[:-1])[0] == 403
    assert fetch(url.split("?")[0])[0] == 403
    assert fetch(url.replace("photo-old", "photo-new"))[0] == 403
    sim.tell("/_sim/clock", advance_seconds=899)
    assert fetch(url)[0] == 200
    sim.tell("/_sim/clock", advance_seconds=2)
    assert fetch(url)[0] == 403


def test_ranges(sim):
    url = photo(sim)
    whole = fetch(url)[2]
    for asked, start, stop in (
        ("bytes=0-9", 0, 10),
        ("bytes=10-", 10, 400),
        ("bytes=-5", 395, 400),
        ("bytes=390-999", 390, 400),
    ):
        status, headers, body = fetch(url, Range=asked)
        assert (status, body) == (206, whole[start:stop])
        assert headers["content-range"] == f"bytes {start}-{stop - 1}/400"
    status, headers, body = fetch(url, Range="bytes=400-")
    assert (status, headers["content-range"], body) == (416, "bytes */400", b"")
    assert fetch(url, Range="bytes=0-1,5-6")[0] == 200
    assert fetch(url, Range="lines=0-1")[0] == 200


def test_head_tells_the_size_and_sends_nothing(sim):
    status, headers, body = fetch(photo(sim), method="HEAD")
    assert (status, headers["content-length"], body) == (200, "400", b"")


def test_files_are_counted_apart(sim):
    fetch(photo(sim))
    stats = sim.stats
    assert stats["files"] == 1
    assert stats["requests"]["by_operation"] == {"dated GET /messages/{messageId}": 1}
    assert stats["requests"]["total"] == 1


def test_the_control_is_neither_counted_nor_limited(sim):
    for _ in range(30):
        stats = sim.stats
    assert stats["requests"] == {"total": 0, "by_operation": {}, "by_status": {}}
    assert (stats["as_of"], stats["too_many"], stats["deliveries"]) == ("2026-11-20", 0, 0)
    assert stats["now"].startswith("2026-11-20T12:00:00")


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("/_sim/faults", {"kind": "meteor"}),
        ("/_sim/faults", {"kind": "500", "often": 3}),
        ("/_sim/clock", {"now": "noon"}),
        ("/_sim/clock", {"advance_seconds": "x"}),
        ("/_sim/reset", {"seed": "x"}),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_with_its_reason(sim, path, order):
    with pytest.raises(urllib.error.HTTPError) as refused:
        sim.tell(path, **order)
    with refused.value as answer:
        assert (answer.code, "error" in json.load(answer)) == (400, True)
    assert fetch(f"{sim.url}/_sim/world?kind=dream")[0] == 400


def test_the_clock_can_be_set_moved_and_sped_up(sim, house):
    assert sim.tell("/_sim/clock", now="2026-08-01T10:00:00Z")["as_of"] == "2026-08-01"
    assert sim.tell("/_sim/clock", advance_seconds=86400)["now"].startswith("2026-08-02T10:00:00")
    assert sim.tell("/_sim/clock", as_of="2025-07-30")["now"].startswith("2025-07-30T00:00:00")
    assert fetch(f"{sim.url}/calls")[0] == 404
    sim.tell("/_sim/clock", as_of="2026-11-20", speed=3600)
    house.real.pass_by(2)
    assert sim.stats["now"].startswith("2026-11-20T02:00:00")


def test_a_reset_begins_anew(sim):
    link = photo(sim)
    sim.tell("/_sim/faults", operation="*", kind="500", times=5)
    sim.tell("/_sim/clock", as_of="2025-07-30")
    stats = sim.tell("/_sim/reset", world="tiny", seed=9)
    assert (stats["requests"]["total"], stats["as_of"]) == (0, "2026-11-20")
    assert fetch(f"{sim.url}/users")[0] == 200
    assert fetch(link)[0] == 403  # another seed signs otherwise


def test_spoiled_answers(sim):
    def order(kind):
        sim.tell("/_sim/faults", operation="dated GET /users", kind=kind)

    whole = fetch(f"{sim.url}/users")[2]
    order("truncate")
    status, _, body = fetch(f"{sim.url}/users")
    assert (status, body) == (200, whole[: len(whole) // 2])
    order("cut")
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        fetch(f"{sim.url}/users")
    order("500")
    sim.tell("/_sim/faults", method="DELETE")
    assert fetch(f"{sim.url}/users")[2] == whole
    sim.tell("/_sim/faults", operation="files", kind="cut")
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        fetch(photo(sim))


def test_a_slow_body_arrives_in_the_end(sim, monkeypatch):
    monkeypatch.setattr("quosim.server.SLOW_PAUSE", 0.02)
    whole = fetch(f"{sim.url}/users")[2]
    sim.tell("/_sim/faults", operation="dated GET /users", kind="slow")
    began = time.monotonic()
    assert fetch(f"{sim.url}/users")[2] == whole
    assert time.monotonic() - began > 0.3


def test_latency_is_for_the_api_alone(monkeypatch):
    slept, sleep = [], asyncio.sleep

    async def note_and_sleep(seconds, *result):
        slept.append(seconds)
        return await sleep(seconds, *result)

    monkeypatch.setattr(asyncio, "sleep", note_and_sleep)
    with serving(tiny_house(latency_ms=153)) as sim:
        began = time.monotonic()
        url = photo(sim)
        assert time.monotonic() - began >= 0.153
        asked = slept.count(0.153)
        fetch(url)
        assert slept.count(0.153) == asked > 0


def test_the_command_serves_a_world_on_a_free_port_and_names_it():
    with running_quosim(world="empty", rate=2, as_of="2026-10-01", key="right") as sim:
        assert sim.stats["as_of"] == "2026-10-01"
        status, headers, _ = fetch(f"{sim.url}/v1/phone-numbers")
        assert (status, headers["ratelimit-policy"]) == (401, '"per-second"; q=2; w=1')
        assert len(headers.get_all("date")) == 1


@pytest.mark.parametrize("wrong", [["--world", "moon"], ["--as-of", "soon"], ["--old-media", "maybe"], ["--seed", "x"]])
def test_wrong_usage_is_2(wrong):
    ran = subprocess.run([sys.executable, "-m", "quosim", "serve", *wrong], capture_output=True, text=True, timeout=20)
    assert (ran.returncode, "usage:" in ran.stderr) == (2, True)


def test_a_taken_address_is_1():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "quosim", "serve", "--world", "empty", "--port", port]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert (ran.returncode, "cannot listen" in ran.stderr) == (1, True)


def test_the_reference_names_every_option():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "quosim.md").read_text(encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "quosim", "serve", "--help"], capture_output=True, text=True, timeout=20
    )
    options = set(re.findall(r"--[a-z-]+", ran.stdout)) - {"--help"}
    assert options
    assert options == set(re.findall(r"--[a-z-]+", page.split("## Worlds")[0].split("meaning |")[1])) - {"---", "--"}
