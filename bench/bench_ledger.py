"""How long does a person wait for the account of what is missing, in a record of four years and in one ten times it?

`python bench/bench_ledger.py [WORLD]`: takes the world in twice (by the dated surface, and by v1 alone as of July
2025, where nobody can say of any message whether it had pictures), opens the pages, multiplies the rows, and opens
them again.
"""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import httpx2
from ground import Simulator, home, onrecord, report, simulator

LIMIT_SECONDS, GROWTH = 0.100, 2.0
TIMES = 10
VISITS = 40
PASSWORD = "a long enough password"
PATHS = (
    "/missing",
    "/missing/doubt.media.announced",
    "/missing/doubt.media.not_told",
    "/coverage",
    "/coverage?kind=media",
    "/coverage?kind=recording",
)
WAYS = {"dated": (), "v1": ("--as-of", "2025-07-30")}


def main() -> None:
    world = sys.argv[1] if len(sys.argv) > 1 else "origin"
    rows = []
    for way, options in WAYS.items():
        with simulator("--world", world, "--rate", "0", *options) as sim, home() as folder:
            onrecord("sync", home=folder, sim=sim, quo_rate="0")
            once = visits(folder, sim)
            size = multiply(folder / "onrecord.db", TIMES)
            many = visits(folder, sim)
        for path in PATHS:
            growth = many[path].wait_seconds / once[path].wait_seconds
            costs = [once[path].cpu_seconds, many[path].cpu_seconds]
            waits = [once[path].wait_seconds, LIMIT_SECONDS, many[path].wait_seconds]
            rows.append([way, path, *waits, growth, GROWTH, *costs, size])
    columns = (
        *("surface", "page", "p95 seconds", "at most", f"at {TIMES} x", "growth", "at most"),
        *("cpu seconds", f"at {TIMES} x", "activities then"),
    )
    report(f"The pages of the account, world {world}", columns, rows)


class Visited(NamedTuple):
    """The 95th percentile of what a person waits, after the first visit, and what a visit costs the machine."""

    wait_seconds: float
    cpu_seconds: float


def visits(folder: Path, sim: Simulator) -> dict[str, Visited]:
    """Each page over HTTP on this machine, signed in as the owner."""
    onrecord_user(folder, sim)
    url, process = serve(folder)
    try:
        with httpx2.Client(base_url=url, follow_redirects=True, timeout=60) as client:
            client.post("/sign-in", data={"email": "bench@example.com", "password": PASSWORD})
            return {path: _visited(client, path, process.pid) for path in PATHS}
    finally:
        process.terminate()
        process.wait(timeout=20)


def _visited(client: httpx2.Client, path: str, pid: int) -> Visited:
    timed(client, path)
    before = cpu_seconds(pid)
    waits = [timed(client, path) for _ in range(VISITS)]
    return Visited(percentile(waits), (cpu_seconds(pid) - before) / VISITS)


def cpu_seconds(pid: int) -> float:
    """What a process and its children that ended have used; 0 where the system does not tell."""
    file = Path(f"/proc/{pid}/stat")
    if not file.exists():
        return 0.0
    fields = file.read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:13]) / os.sysconf("SC_CLK_TCK")


def onrecord_user(folder: Path, sim: Simulator) -> None:
    command = [sys.executable, "-m", "onrecord", "user", "add", "bench@example.com", "--password-stdin"]
    environment = {"ONRECORD_HOME": str(folder), "ONRECORD_QUO_API_URL": sim.url, "PATH": ""}
    subprocess.run(command, input=PASSWORD, text=True, env=environment, check=True, capture_output=True)


def serve(folder: Path) -> tuple[str, "subprocess.Popen[bytes]"]:
    """Without a key: nothing is asked of anybody while we measure."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    command = [sys.executable, "-m", "onrecord", "serve", "--port", str(port)]
    environment = {"ONRECORD_HOME": str(folder), "PATH": ""}
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment)
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            httpx2.get(f"{url}/healthz", timeout=5)
        except httpx2.TransportError:
            time.sleep(0.2)
        else:
            return url, process
    raise RuntimeError("serve did not start")


def timed(client: httpx2.Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    took = time.perf_counter() - began
    assert answer.status_code == 200, (path, answer.status_code)
    return took


def percentile(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def multiply(file: Path, times: int) -> int:
    """Write every conversation, activity, artefact and announcement `times` times, under ids of its own."""
    database = sqlite3.connect(file)
    for copy in range(1, times):
        for table, ids in COPIED.items():
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            values = [f"{name} || '~{copy}'" if name in ids else LEFT_OUT.get(name, name) for name in columns]
            database.execute(
                f"INSERT INTO {table} ({','.join(columns)}) SELECT {','.join(values)} FROM {table}"
                f" WHERE {ids[0]} NOT LIKE '%~%'"
            )
    database.commit()
    database.execute("ANALYZE")
    database.commit()
    count = int(database.execute("SELECT count(*) FROM activity").fetchone()[0])
    database.close()
    return count


COPIED: dict[str, tuple[str, ...]] = {
    "activity": ("id", "conversation_key", "conversation_id"),
    "artefact": ("activity_id",),
    "announcement": ("activity_id",),
    "conversation": ("key", "id", "last_activity_id"),
    "conversation_alias": ("id", "key", "last_activity_id"),
    "unseen_activity": ("id", "conversation_id"),
}
LEFT_OUT = {"search_id": "NULL"}

if __name__ == "__main__":
    main()
