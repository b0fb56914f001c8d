"""The hook's server for the benches: `serve` itself, or the same with storage switched off.

    python bench/hook_server.py DATABASE_URL HOME stored|folded|ceiling

`stored` takes deliveries in, `folded` makes records of them meanwhile as `serve` does, `ceiling` verifies every
delivery and keeps nothing. It prints its address and ends with its standard input.
"""

import os
import socket
import sys
import threading
from concurrent.futures import Future
from contextlib import nullcontext
from typing import Any

import uvicorn

from onrecord.cli.screens import ShownHouse
from onrecord.logs import configure_logs
from onrecord.settings import read_settings
from onrecord.web import hook_inbox
from onrecord.web.app import build_app
from onrecord.wiring import open_house
from onrecord.wiring.fold_process import fold_process


class NoWriter:
    """Runs the job, which finds nothing to write with, and says that it wrote."""

    def submit(self, job: Any, **_: Any) -> "Future[None]":
        done: Future[None] = Future()
        done.set_result(job(None))
        return done


class NoStorage:
    """The database of a server that stores nothing."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self.writer = NoWriter()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)


class Ceiling(ShownHouse):
    @property
    def database(self) -> Any:
        return NoStorage(super().database)


def main() -> None:
    url, home, mode = sys.argv[1:]
    configure_logs(level="error")
    if mode == "ceiling":
        hook_inbox.keep_arrivals = lambda *_: None
    settings = read_settings(home=home, database_url=url, quo_webhook_secrets=os.environ["BENCH_SECRET"])
    with (
        open_house(settings) as house,
        fold_process(settings, serving=True) if mode == "folded" else nullcontext() as folding,
    ):
        wake = folding.wake if folding else lambda: None
        app = build_app(Ceiling(house, wake) if mode == "ceiling" else ShownHouse(house, wake))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
        threading.Thread(target=_end_with_input, args=(server,), daemon=True).start()
        with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
            print(listening.getsockname()[1], flush=True)
            server.run(sockets=[listening])


def _end_with_input(server: uvicorn.Server) -> None:
    sys.stdin.read()
    server.should_exit = True


if __name__ == "__main__":
    main()
