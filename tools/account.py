"""Count from outside, in the midst of trouble and after it: does the account list what is missing, to the last item?

    python tools/account.py [--world demo|origin] [--surface dated|v1] [--fault answers] [--fault refused] …

It starts a simulated provider, takes its world in with the commands that people use, and compares at four moments
(`outside_count.py` says how): when the first sync was broken off, when a sync ended among faults, when what happened
since was told by webhook only in part, and when everything was healed. Without `--fault` there are all of them:

- `answers`: answers are refused, cut, or end halfway.
- `withheld`: recordings may not be read.
- `refused`: files are larger than the home takes.
- `links`: the first sync ends before the files are here, and their links run out.
- `lost`: of what is delivered by webhook a part never arrives.
- `outage`: for a while nothing is delivered at all.

The exit status is 1 where any count finds anything.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outside_count import Account, Count, compare
from simulated import Sim, provider
from typer.testing import CliRunner

from onrecord.cli import build_app

FAULTS = ("answers", "withheld", "refused", "links", "lost", "outage")
BEGINS = {"dated": "2026-11-12", "v1": "2025-07-30"}
"""The day of the first sync: the newest surface a week before its world ends, and the oldest that v1 alone had."""

HOOKS = {"dated": ("N", "L2", "L1"), "v1": ("L2", "L1")}
RECORDINGS = {"dated": "dated GET /calls/{callId}/recordings", "v1": "v1 GET /v1/call-recordings/{callId}"}
ANSWERS = (("500", 0.04), ("429", 0.02), ("cut", 0.02), ("truncate", 0.02))
LARGE_BYTES = 60_000
DAY_SECONDS = 86_400
PATIENCE_SECONDS = 900.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """`world` and `surface` of the provider, and what goes wrong."""

    world: str = "demo"
    surface: str = "dated"
    faults: Collection[str] = FAULTS
    seed: int = 3


def try_out(trial: Trial, say: Say = print) -> dict[str, Count]:
    """The counts by moment, in the order in which they were made."""
    with (
        tempfile.TemporaryDirectory(prefix="onrecord-account-") as folder,
        provider(trial.world, "--rate", "0", "--as-of", BEGINS[trial.surface]) as sim,
    ):
        home = Home(Path(folder), sim, trial)
        counts: dict[str, Count] = {}

        def count(moment: str) -> None:
            counts[moment] = found = compare(sim.ask("/_sim/world"), home.account())
            say(f"{moment}: {_told(found)}")

        _spoil_answers(trial, sim)
        if "links" in trial.faults:
            sim.tell("/_sim/faults", operation="files", kind="slow", share=1.0)
            home.sync_until_files_come()
            count("broken off")
            sim.tell("/_sim/faults", method="DELETE")
            sim.tell("/_sim/clock", advance_seconds=DAY_SECONDS)
            _spoil_answers(trial, sim)
        if "withheld" in trial.faults:
            sim.tell("/_sim/faults", operation=RECORDINGS[trial.surface], kind="403", share=1.0)
        home.sync()
        count("among faults")
        if {"lost", "outage"} & set(trial.faults):
            _deliver_in_part(trial, sim, home)
            count("told in part")
        sim.tell("/_sim/faults", method="DELETE")
        sim.tell("/_sim/clock", advance_seconds=DAY_SECONDS)
        home.sync()
        count("healed")
    return counts


def _told(found: Count) -> str:
    return "\n  ".join(
        (
            f"{found.known:,} known, {found.missing:,} not held ({found.obtainable:,} could be had)",
            f"nothing is claimed of {found.unclaimed:,}",
            f"missing: {_counted(found.gaps)}",
            f"possibly missing: {_counted(found.doubts)}",
            *found.findings,
        )
    )


def _counted(by_reason: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {reason}" for reason, count in sorted(by_reason.items())) or "nothing"


def _spoil_answers(trial: Trial, sim: Sim) -> None:
    if "answers" in trial.faults:
        for kind, share in ANSWERS:
            sim.tell("/_sim/faults", operation="*", kind=kind, share=share, seed=trial.seed)


def _await_deliveries(sim: Sim) -> None:
    """Until nothing is on its way; what failed waits for the clock."""
    _await(lambda: not sim.ask("/_sim/deliveries?generation=none")["under_way"])


def _deliver_in_part(trial: Trial, sim: Sim, home: "Home") -> None:
    """Some days are told to a service that cannot ask: a part is lost, and then nothing arrives for a while."""
    with home.receiving():
        if "lost" in trial.faults:
            sim.tell("/_sim/faults", operation="deliveries", kind="loss", share=0.4, seed=trial.seed)
        sim.tell("/_sim/clock", advance_seconds=4 * DAY_SECONDS)
        _await_deliveries(sim)
        if "outage" in trial.faults:
            sim.tell("/_sim/outage")
            sim.tell("/_sim/clock", advance_seconds=2 * DAY_SECONDS)
            _await_deliveries(sim)
        home.await_folding()
    sim.tell("/_sim/outage", method="DELETE")


class Home:
    """A home in a folder of its own. What asks or serves is a process; what reads is a command run in this one."""

    def __init__(self, folder: Path, sim: Sim, trial: Trial) -> None:
        self._sim, self._trial = sim, trial
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
        self._environment = clean | {
            "ONRECORD_HOME": str(folder / "home"),
            "ONRECORD_QUO_API_URL": sim.url,
            "ONRECORD_QUO_API_KEY": "key-of-ana",
            "ONRECORD_QUO_RATE": "0",
        }
        if "refused" in trial.faults:
            self._environment["ONRECORD_FILE_SIZE_LIMIT_BYTES"] = str(LARGE_BYTES)

    def sync(self) -> None:
        with self._started("sync") as process:
            process.wait(timeout=PATIENCE_SECONDS)
        if process.returncode not in {0, 3}:
            raise RuntimeError(f"onrecord sync ended with {process.returncode}")

    def sync_until_files_come(self) -> None:
        """Break the first sync off as a person does, once it has begun with the files."""
        with self._started("sync") as process:
            _await(lambda: self._sim.ask("/_sim/stats")["files"] > 0 or process.poll() is not None)
            process.send_signal(signal.SIGINT)
            process.wait(timeout=PATIENCE_SECONDS)

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """Serve without a key, so that nothing is asked: what is known comes by webhook alone."""
        with self._started("serve", "--port", "0", ONRECORD_QUO_API_KEY="", **self._secrets()) as process:
            line = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://\S+?(?=[/\s])", line)
            if found is None:
                raise RuntimeError("onrecord serve did not start")
            self._move_hooks(found[0])
            yield
            self._sim.tell("/_sim/hooks", method="DELETE")

    def await_folding(self) -> None:
        _await(lambda: not self._json("status")["backlog"]["dirty"])

    def account(self) -> Account:
        now = self._sim.ask("/_sim/stats")["now"]
        stated = self._json("statement", "--from", "2016-01-01T00:00:00Z", "--to", now)
        return Account(
            held=_by_kind(self._read("export", "--jsonl", "-")),
            gaps=self._json("gaps"),
            doubts=self._json("gaps", "--doubts"),
            status=self._json("status"),
            not_checked=stated["not_checked"],
        )

    def _secrets(self) -> Mapping[str, str]:
        """Hooks whose address is not known yet: the service has to know their secrets before it listens."""
        hooks = [
            self._sim.tell("/_sim/hooks", generation=one, url="http://127.0.0.1:9/")
            for one in HOOKS[self._trial.surface]
        ]
        return {"ONRECORD_QUO_WEBHOOK_SECRETS": ",".join(str(hook["key"]) for hook in hooks)}

    def _move_hooks(self, address: str) -> None:
        hooks = self._sim.ask("/_sim/hooks")["hooks"]
        self._sim.tell("/_sim/hooks", method="DELETE")
        for hook in hooks:
            url = f"{address}/hooks/quo"
            self._sim.tell("/_sim/hooks", generation=hook["generation"], url=url, key=hook["key"])

    @contextmanager
    def _started(self, *arguments: str, **settings: str) -> Iterator["subprocess.Popen[str]"]:
        process = subprocess.Popen(
            [sys.executable, "-m", "onrecord", *arguments],
            env=self._environment | settings,
            stdout=subprocess.PIPE if arguments[0] == "serve" else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)
            if process.stdout is not None:
                process.stdout.close()

    def _json(self, *arguments: str) -> Any:
        return json.loads(self._read(*arguments, "--json"))

    def _read(self, *arguments: str) -> str:
        foreign = {name: None for name in os.environ if name.startswith("ONRECORD_")}
        done = CliRunner().invoke(build_app(), arguments, env={**foreign, **self._environment})
        if done.exit_code not in {0, 3}:
            raise RuntimeError(f"onrecord {' '.join(arguments)}: {done.stderr.strip() or done.exception}")
        return done.stdout


def _by_kind(export: str) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in export.splitlines():
        row = json.loads(line)
        rows.setdefault(row["kind"], []).append(row)
    return rows


def _await(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise RuntimeError("It did not come to rest.")
        time.sleep(0.05)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    trial = Trial()
    parser.add_argument("--world", choices=("demo", "origin"), default=trial.world)
    parser.add_argument("--surface", choices=tuple(BEGINS), default=trial.surface)
    parser.add_argument("--fault", choices=FAULTS, action="append", help="several may be given; by default all")
    parser.add_argument("--seed", type=int, default=trial.seed)
    given = parser.parse_args()
    counts = try_out(Trial(given.world, given.surface, tuple(given.fault or FAULTS), given.seed))
    return 1 if any(count.findings for count in counts.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
