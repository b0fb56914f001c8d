"""How long does an outage take to heal, and what does it ask?

A home that was up to date before an outage of fifty days; 10,000 deliveries meanwhile that never came. First everything
that happened has to be visible, by the window's walk (fifty activities a request); then the bodies follow out of the
delivery log, in lists of fifty and one request each, at the full rate and without a single 429.

At the real ten a second 10,000 bodies take 17 minutes, so provider and service run at 200 a second here; what is asked
is the same.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ground import Simulator, home, onrecord, report, simulator

RATE = 200
MISSED = 10_000
BEFORE, AFTER = "2026-10-01", "2026-11-20T21:00:00.000Z"
LOG = "dated GET /webhooks/{webhookId}/events"
BODY = "dated GET /webhooks/{webhookId}/events/{deliveryId}"
PATIENCE_SECONDS = 1_800


def main() -> None:
    options = ("--world", "origin", "--rate", str(RATE), "--latency", "0", "--as-of", BEFORE)
    with simulator(*options) as sim, home() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        public = f"http://127.0.0.1:{port}"
        settings = {"quo_rate": str(RATE), "public_url": public}
        onrecord("sync", home=folder, sim=sim, **settings)
        onrecord("hooks", "register", "--wait", "0", home=folder, sim=sim, **settings)
        held = _held(folder, sim, settings)
        tell(sim, "/_sim/clock", now=AFTER)
        tell(sim, "/_sim/deliver", count=MISSED, loss=1.0, seed=1, brief=True)
        world = {kind: len(sim.ask(f"/_sim/world?kind={kind}")[kind]) for kind in ("message", "call")}
        missed = sum(world.values()) - held
        before = sim.ask("/_sim/stats")
        with served(folder, sim, port, settings):
            visible = _until(lambda: _held(folder, sim, settings) >= sum(world.values()))
            at_sight = sim.ask("/_sim/stats")
            healed = visible + _until(lambda: not _bodies_left(folder, sim, settings))
            after = sim.ask("/_sim/stats")
    pages = -(-missed // 50)
    bodies, lists = (_asked(after, name) - _asked(before, name) for name in (BODY, LOG))
    walked = (
        at_sight["requests"]["total"]
        - before["requests"]["total"]
        - (_asked(at_sight, BODY) + _asked(at_sight, LOG) - _asked(before, BODY) - _asked(before, LOG))
    )
    report(
        f"Healing an outage with {MISSED:,} missed deliveries, at {RATE} requests a second",
        ("what", "measured", "limit"),
        [
            ["activities that happened meanwhile", missed, ""],
            ["seconds until all of them were visible", visible, ""],
            ["requests until then, without those about the log", walked, f"fewest: {pages}"],
            ["bodies asked for", bodies, MISSED],
            ["pages of the log", lists, MISSED // 50],
            ["seconds until all was healed", healed, f"the rate: {bodies / RATE:.0f}"],
            ["refused with 429", after["too_many"] - before["too_many"], 0],
        ],
        rate=RATE,
    )


def _asked(stats: Any, operation: str) -> int:
    return int(stats["requests"]["by_operation"].get(operation, 0))


def _status(folder: Path, sim: Simulator, settings: dict[str, str]) -> Any:
    return json.loads(onrecord("status", "--json", home=folder, sim=sim, **settings).output)


def _held(folder: Path, sim: Simulator, settings: dict[str, str]) -> int:
    held = _status(folder, sim, settings)["held"]
    return int(held["message"] + held["call"])


def _bodies_left(folder: Path, sim: Simulator, settings: dict[str, str]) -> bool:
    return bool(_status(folder, sim, settings)["deliveries"]["healed"] < MISSED)


def _until(done: Any) -> float:
    began = time.monotonic()
    while not done():
        if time.monotonic() - began > PATIENCE_SECONDS:
            raise SystemExit("it did not come to an end")
        time.sleep(1)
    return time.monotonic() - began


def tell(sim: Simulator, path: str, **order: object) -> Any:
    request = urllib.request.Request(sim.url + path, json.dumps(order).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=1_800) as answer:
        return json.load(answer)


@contextmanager
def served(folder: Path, sim: Simulator, port: int, settings: dict[str, str]) -> Iterator[None]:
    """`onrecord serve` while the block lasts."""
    environment = os.environ | {
        "ONRECORD_HOME": str(folder),
        "ONRECORD_QUO_API_URL": sim.url,
        "ONRECORD_QUO_API_KEY": "bench",
        **{f"ONRECORD_{name.upper()}": value for name, value in settings.items()},
    }
    command = [sys.executable, "-m", "onrecord", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert process.stdout is not None
        assert re.search("http://", process.stdout.readline())
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


if __name__ == "__main__":
    main()
