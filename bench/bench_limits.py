"""How long does it take to read and compare two specifications of the size that the provider publishes?"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ground import median, report

from onrecord.limits.specified import specified
from onrecord.provider.specification import Specification, compare, read_specification
from quosim.dates import Day
from quosim.specifications.document import document
from quosim.times import day_of, read_day

T = TypeVar("T")
RUNS = 5
LIMIT_SECONDS = 2.0
SIZE = 1_000_000
OFFICIAL = Path(__file__).resolve().parents[2] / "shared" / "quo-api" / "specs"
BEFORE, AFTER = "v1-openapi-2026-07-20.json", "v1-openapi-2026-10-08-assembled.json"


def main() -> None:
    whose, before, after = _documents()
    rows = [_row(f"{whose}, whole", before, after)]
    rows.append(_row(f"{whose}, the second one breaks off", before, after[:-200]))
    report(
        "Reading and comparing two specifications",
        ("documents", "bytes", "operations", "changes", "read (s)", "compare (s)", "verdicts (s)", "all (s)", "limit"),
        rows,
    )


def _documents() -> tuple[str, bytes, bytes]:
    """The provider's own where they are at hand, else ours of those days; each brought to a megabyte."""
    if OFFICIAL.is_dir():
        return "official", _grown((OFFICIAL / BEFORE).read_bytes()), _grown((OFFICIAL / AFTER).read_bytes())
    return "simulated", _grown(_simulated("2026-07-20")), _grown(_simulated("2026-10-08"))


def _simulated(day: str) -> bytes:
    return json.dumps(document("v1", Day(day_of(read_day(day))))).encode()


def _grown(text: bytes) -> bytes:
    """At least a megabyte: laid out with the least indentation that does, else with copies under other paths."""
    if len(text) >= SIZE:
        return text
    told = json.loads(text)
    paths, copies = dict(told["paths"]), 0
    while True:
        for indent in (None, 1, 2, 3):
            laid_out = json.dumps(told, indent=indent).encode()
            if len(laid_out) >= SIZE:
                return laid_out
        copies += 1
        told["paths"] |= {f"/copy-{copies}{path}": item for path, item in paths.items()}


def _row(name: str, before: bytes, after: bytes) -> list[object]:
    reads, compares, verdicts = [], [], []
    for _ in range(RUNS):
        seconds, (earlier, later) = _timed(lambda: (read_specification(before), read_specification(after)))
        reads.append(seconds)
        seconds, changes = _timed(lambda earlier=earlier, later=later: compare(earlier, later))
        compares.append(seconds)
        verdicts.append(_timed(lambda later=later: specified(later, "v1"))[0])
    whole = median([sum(times) for times in zip(reads, compares, verdicts, strict=True)])
    return [name, len(before) + len(after), _count(earlier, later), len(changes), median(reads), median(compares),
            median(verdicts), whole, LIMIT_SECONDS]  # fmt: skip


def _count(*documents: Specification) -> int:
    return sum(len(one.operations) for one in documents)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.monotonic()
    done = work()
    return time.monotonic() - began, done


if __name__ == "__main__":
    main()
