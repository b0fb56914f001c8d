"""What every bench stands on: a simulator, an empty home, a command timed as a whole process, a table and a JSON."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Simulator:
    url: str

    def ask(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=300) as answer:
            return json.load(answer)


@contextmanager
def simulator(*options: str) -> Iterator[Simulator]:
    """A quosim of its own, on a free port."""
    command = [sys.executable, "-m", "quosim", "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        yield Simulator(next(word for word in line.split() if word.startswith("http")).rstrip("/"))
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextmanager
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class Ran:
    seconds: float
    peak_megabytes: float
    exit: int
    output: str
    cpu_seconds: float


def onrecord(*arguments: str, home: Path, sim: Simulator, **settings: str) -> Ran:
    """Run one command to its end; memory is that of its main process, read every 50 ms."""
    environment = os.environ | {
        "ONRECORD_HOME": str(home),
        "ONRECORD_QUO_API_URL": sim.url,
        "ONRECORD_QUO_API_KEY": "bench",
        **{f"ONRECORD_{name.upper()}": value for name, value in settings.items()},
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )
    peak = _watch_memory(process)
    output, _ = process.communicate()
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(seconds, peak[0] / 1024, process.returncode, output, cpu)


def _watch_memory(process: subprocess.Popen[str]) -> list[int]:
    peak = [0]

    def watch() -> None:
        status = Path(f"/proc/{process.pid}/status")
        while process.poll() is None:
            try:
                for line in status.read_text().splitlines():
                    if line.startswith("VmHWM:"):
                        peak[0] = max(peak[0], int(line.split()[1]))
            except OSError:
                return
            time.sleep(0.05)

    threading.Thread(target=watch, daemon=True).start()
    return peak


def report(question: str, columns: Sequence[str], rows: Sequence[Sequence[object]], **facts: object) -> None:
    """Print the table and write it as JSON beside it."""
    texts = [[_shown(cell) for cell in row] for row in (columns, *rows)]
    widths = [max(len(row[place]) for row in texts) for place in range(len(columns))]
    print(f"\n{question}")
    for row in texts:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    RESULTS.mkdir(exist_ok=True)
    name = Path(sys.argv[0]).stem
    document = {"question": question, "columns": list(columns), "rows": [list(row) for row in rows], **facts}
    (RESULTS / f"{name}.json").write_text(json.dumps(document, indent=2))


def _shown(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.3f}" if cell < 100 else f"{cell:,.0f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]
