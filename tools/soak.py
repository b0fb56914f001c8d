"""Everything at once, for as long as wanted: deliveries lost, repeated and shuffled, the provider failing now and then,
the service killed with -9 under load; and afterwards, when the faults have stopped, an exact comparison.

    python tools/soak.py [--world origin] [--events 20000] [--kills 25] [--seed 1]

It starts a simulated provider and `onrecord serve` as processes of their own, in a folder that it removes at the end.
What it checks, once the faults have stopped and the service has healed:

1. Every id of `/_sim/world` that can be had is held, each exactly once, and every file with the right bytes.
2. Every delivery that was acknowledged is in the inbox.
3. No gap is left that the provider could fill.
4. `onrecord rebuild` makes the same records.

The seed decides which deliveries are lost, repeated and shuffled, when the service is killed, and which answers fail;
it is printed, and the exit status is 1 where a check finds anything.
"""

import argparse
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulated import Sim, provider

from onrecord.domain.clock import SystemClock
from onrecord.storage import deliveries
from onrecord.storage.engine import open_database
from onrecord.storage.errands import ErrandCounts, count_errands
from onrecord.storage.rows import run

FAULTS = (("*", "500"), ("*", "429"), ("*", "cut"), ("*", "truncate"), ("files", "500"))
RECORDS = ("line", "member", "contact", "conversation", "message", "call")
ARTEFACTS = ("media", "voicemail", "recording", "transcript", "summary")
CALM_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done to the service. Shares are between 0 and 1."""

    world: str = "origin"
    events: int = 20_000
    kills: int = 25
    seed: int = 1
    loss: float = 0.05
    duplicate: float = 0.1
    fault_share: float = 0.02
    per_second: float = 150.0


@dataclass
class Told:
    """What came of it."""

    findings: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)


def soak(plan: Plan, say: Callable[[str], None] = print) -> Told:
    """One whole run; whatever is in `findings` is wrong."""
    told, began = Told(), time.monotonic()
    kept = tempfile.TemporaryDirectory(prefix="onrecord-soak-", ignore_cleanup_errors=True)
    with kept as folder, provider(plan.world, "--rate", "0", "--hook-timeout", "10", "--link-life", "120") as sim:
        house = Service(Path(folder), sim)
        try:
            house.start()
            house.run("hooks", "register", "--wait", "30")
            say(f"seed {plan.seed}: {plan.events:,} events of {plan.world}, {plan.kills} kills")
            told.figures |= _trouble(plan, sim, house)
            say(f"faults stop after {time.monotonic() - began:.0f} s: {told.figures}")
            told.figures |= _settle(sim, house, say)
            house.stop()
            for check in (_all_is_held, _all_acknowledged_is_there, _nothing_is_left_to_fill, _rebuild_is_the_same):
                found = list(check(sim, house))
                say(f"{check.__name__.strip('_').replace('_', ' ')}: {'; '.join(found) or 'yes'}")
                told.findings += found
        finally:
            house.kill()
    told.figures["seconds"] = round(time.monotonic() - began)
    return told


# --- the trouble ------------------------------------------------------------------------------------------------------


def _trouble(plan: Plan, sim: Sim, house: "Service") -> dict[str, object]:
    """One long round of deliveries to hooks of all generations, while the service is killed and started again."""
    for operation, kind in FAULTS:
        sim.tell("/_sim/faults", operation=operation, kind=kind, share=plan.fault_share, seed=plan.seed)
    done: dict[str, Any] = {}
    round_ = threading.Thread(target=lambda: done.update(_deliver(plan, sim)))
    round_.start()
    chance = random.Random(plan.seed)
    pause = plan.events / plan.per_second / (plan.kills + 1)
    for _ in range(plan.kills):
        round_.join(timeout=chance.uniform(0.5, 1.5) * pause)
        house.kill()
        house.start()
    round_.join()
    sim.tell("/_sim/faults", method="DELETE")
    return {name: done[name] for name in ("planned", "sent", "lost", "repeated", "by_code")} | {"kills": plan.kills}


def _deliver(plan: Plan, sim: Sim) -> Any:
    return sim.tell(
        "/_sim/deliver",
        count=plan.events,
        mix=True,
        loss=plan.loss,
        duplicate=plan.duplicate,
        shuffle=True,
        seed=plan.seed,
        per_second=plan.per_second,
        brief=True,
    )


def _settle(sim: Sim, house: "Service", say: Callable[[str], None]) -> dict[str, object]:
    """Start the service once more and wait until it says that nothing is left to do. Some hours pass at the provider,
    so that what it was still preparing is ready; and what only waits for its time here need not wait."""
    sim.tell("/_sim/clock", advance_seconds=4 * 3600)
    house.kill()
    house.start()
    began = time.monotonic()
    while True:
        left, seconds = house.left_to_do(), round(time.monotonic() - began)
        if not (left.ready or left.leased or left.waiting):
            status = house.json("status")
            if status["complete"]:
                return {"healed in seconds": seconds, "deliveries": status["deliveries"]}
        if left.waiting and not (left.ready or left.leased):
            house.let_errands_come_due()
        if seconds > CALM_SECONDS:
            status = house.json("status")
            say(f"not calm after {seconds} s: {left} left, {status['gaps']}, {status['last_sync']}")
            return {"healed in seconds": None, "deliveries": status["deliveries"]}
        time.sleep(1)


# --- the comparison ---------------------------------------------------------------------------------------------------


def _all_is_held(sim: Sim, house: "Service") -> Iterator[str]:
    """Each id that can be had is in the export once, with the right bytes; and nothing else is."""
    held = house.export()
    truth = sim.ask("/_sim/world")
    for kind in RECORDS:
        times = Counter(row["id"] for row in held if row["kind"] == kind)
        yield from _differ(
            kind, {row["id"] for row in truth[kind] if row["on"]}, {row["id"] for row in truth[kind]}, times
        )
    for kind in ARTEFACTS:
        kept = [row for row in held if row["kind"] == kind and row["state"] == "kept"]
        digests = {(row["activity"], row["ordinal"]): row.get("sha256") for row in kept}
        wanted = {(row["activity"], row["ordinal"]): row.get("sha256") for row in truth[kind] if row["on"]}
        yield from _differ(kind, set(wanted), set(wanted) | set(digests), Counter(list(digests)))
        wrong = [place for place, sha256 in wanted.items() if sha256 and digests.get(place, sha256) != sha256]
        if wrong:
            yield f"{kind}: {len(wrong)} with other bytes than they should have, such as {wrong[0]}"


def _differ(kind: str, wanted: set[Any], known: set[Any], times: "Counter[Any]") -> Iterator[str]:
    missing, foreign = wanted - set(times), set(times) - known
    twice = [one for one, count in times.items() if count > 1]
    for what, ones in (("missing", missing), ("unknown to the world", foreign), ("held twice", twice)):
        if ones:
            yield f"{kind}: {len(ones)} {what}, such as {min(ones)}"


def _all_acknowledged_is_there(sim: Sim, house: "Service") -> Iterator[str]:
    """What was answered with 2xx is in the inbox: by its delivery's id, or of a legacy one by its event's."""
    sent = sim.ask("/_sim/deliveries")["deliveries"]
    taken = [one for one in sent if any(200 <= code < 300 for code in one["codes"])]
    ids = {one["id"] if one["generation"] == "N" else one["event"] for one in taken}
    with open_database(house.storage_url) as database, database.reading() as conn:
        missing = ids - deliveries.known(conn, 1, ids)
    if missing:
        yield f"{len(missing)} of {len(ids)} acknowledged deliveries are not in the inbox, such as {min(missing)}"


def _nothing_is_left_to_fill(_sim: Sim, house: "Service") -> Iterator[str]:
    gaps = [gap for gap in house.json("gaps") if gap["state"] in {"looking", "waiting"}]
    if gaps:
        yield f"{len(gaps)} gaps that Quo could fill, such as {gaps[0]}"


def _rebuild_is_the_same(_sim: Sim, house: "Service") -> Iterator[str]:
    before = house.run("export", "--jsonl", "-")
    house.run("rebuild")
    if house.run("export", "--jsonl", "-") != before:
        yield "rebuild made other records"


# --- the parts --------------------------------------------------------------------------------------------------------


class Service:
    """`onrecord serve` in a home of its own, at one port however often it is started; and the commands beside it."""

    def __init__(self, folder: Path, sim: Sim) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._home, self._process = folder / "home", None
        url = f"http://127.0.0.1:{self.port}/hooks/quo"
        keys = [str(sim.tell("/_sim/hooks", generation=name, url=url)["key"]) for name in ("L2", "L1")]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
        self._environment = clean | {
            "ONRECORD_HOME": str(self._home),
            "ONRECORD_QUO_API_URL": sim.url,
            "ONRECORD_QUO_API_KEY": "soak",
            "ONRECORD_QUO_RATE": "0",
            "ONRECORD_QUO_WEBHOOK_SECRETS": ",".join(keys),
            "ONRECORD_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
        }

    _process: "subprocess.Popen[str] | None"

    @property
    def storage_url(self) -> str:
        return f"sqlite:///{self._home / 'onrecord.db'}"

    def start(self) -> None:
        command = [sys.executable, "-m", "onrecord", "serve", "--port", str(self.port), "--ask-every", "5"]
        self._process = subprocess.Popen(
            command,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not re.search(r"http://", line):
            raise RuntimeError("onrecord serve did not start")

    def kill(self) -> None:
        """With -9, the whole of it at once."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        os.killpg(self._process.pid, how)
        self._process.wait(timeout=60)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def run(self, *arguments: str) -> str:
        """One command; RuntimeError where it fails."""
        command = [sys.executable, "-m", "onrecord", *arguments]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        if done.returncode not in {0, 3}:
            raise RuntimeError(f"onrecord {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def left_to_do(self) -> ErrandCounts:
        """Files, questions and bodies that are still to come; without the pictures that nobody waits for."""
        with open_database(self.storage_url) as database, database.reading() as conn:
            return count_errands(conn, 1, now_ms=SystemClock().now_ms(), kinds=("fetch", "reask", "body"))

    def let_errands_come_due(self) -> None:
        """As they do when time passes."""
        with open_database(self.storage_url) as database:
            database.writer.write(lambda conn: run(conn, "UPDATE errand SET run_at_ms = 0"))

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json"))

    def export(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run("export", "--jsonl", "-").splitlines()]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    plan = Plan()
    parser.add_argument("--world", choices=("demo", "origin"), default=plan.world)
    parser.add_argument("--events", type=int, default=plan.events)
    parser.add_argument("--kills", type=int, default=plan.kills)
    parser.add_argument("--seed", type=int, default=plan.seed)
    parser.add_argument("--per-second", type=float, default=plan.per_second)
    given = vars(parser.parse_args())
    told = soak(Plan(**given))
    print(json.dumps(told.figures, indent=2))
    print("\n".join(told.findings) or "Everything is held exactly once, and every acknowledged delivery is there.")
    return 1 if told.findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
