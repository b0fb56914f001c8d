"""A simulated provider for tests: as a process of its own with a whole world, or in this process with a tiny one."""

import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from quosim.house import House
from quosim.server import bind, make_server


@dataclass(frozen=True, slots=True)
class Simulator:
    """`url` without a slash at its end, as `ONRECORD_QUO_API_URL` wants it."""

    url: str

    def ask(self, path: str) -> Any:
        """The JSON of a control answer, such as `/_sim/stats`."""
        with urllib.request.urlopen(self.url + path, timeout=120) as answer:
            return json.load(answer)

    def tell(self, path: str, method: str = "POST", **order: object) -> Any:
        """Order something of the control: `sim.tell("/_sim/clock", advance_seconds=60)`."""
        body = json.dumps(order).encode()
        request = urllib.request.Request(self.url + path, data=body, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    @property
    def stats(self) -> Any:
        return self.ask("/_sim/stats")

    def truth(self, kind: str) -> list[dict[str, Any]]:
        """The rows of one kind, as the world knows them."""
        rows: list[dict[str, Any]] = self.ask(f"/_sim/world?kind={kind}")[kind]
        return rows


@contextmanager
def running_quosim(world: str = "demo", **options: object) -> Iterator[Simulator]:
    """`python -m quosim serve` on a free port. Options are those of the command: `as_of="2025-07-30"`, `rate=0`."""
    command = [sys.executable, "-m", "quosim", "serve", "--port", "0", "--world", world]
    for name, value in options.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert "http://" in line, f"quosim did not start: {line!r}, exit {process.poll()}"
        yield Simulator(next(word for word in line.split() if word.startswith("http://")))
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@contextmanager
def serving(house: House) -> Iterator[Simulator]:
    """A house of the test's own making behind a real port, in a thread of this process."""
    listening = bind("127.0.0.1", 0)
    server = make_server(house)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.005)
    try:
        yield Simulator(f"http://127.0.0.1:{listening.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()
