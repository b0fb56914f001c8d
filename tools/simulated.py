"""A simulated provider in a process of its own, for the tools that put Onrecord to the test."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

LONGEST_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Sim:
    """Its control."""

    url: str

    def ask(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=LONGEST_SECONDS) as answer:
            return json.load(answer)

    def tell(self, path: str, method: str = "POST", **order: object) -> Any:
        request = urllib.request.Request(self.url + path, json.dumps(order).encode(), method=method)
        with urllib.request.urlopen(request, timeout=LONGEST_SECONDS) as answer:
            return json.load(answer)


@contextmanager
def provider(world: str, *options: str) -> Iterator[Sim]:
    """One with that world, while the block lasts."""
    command = [sys.executable, "-m", "quosim", "serve", "--port", "0", "--world", world, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            yield Sim(next(word for word in line.split() if word.startswith("http://")))
        finally:
            process.terminate()
