"""How fast are the records made again, search included? And are they the same?"""

import hashlib
import json
from pathlib import Path

from ground import Simulator, home, median, onrecord, report, simulator

RUNS = 3


def main() -> None:
    with simulator("--world", "origin", "--rate", "0", "--latency", "0") as sim, home() as folder:
        onrecord("sync", home=folder, sim=sim, quo_rate="0")
        before = _export(folder, sim)
        rows = []
        for place in range(RUNS):
            ran = onrecord("rebuild", "--json", home=folder, sim=sim)
            done = json.loads(ran.output)
            rows.append([str(place + 1), done["observations"], done["seconds"], done["observations"] / done["seconds"]])
        same = _export(folder, sim) == before
    report(
        "Rebuild of origin on SQLite, search included",
        ("run", "observations", "seconds", "a second", "limit"),
        [[*row, 10_000] for row in rows],
        median_a_second=median([row[3] for row in rows]),
        same_export=same,
    )
    print(f"  median: {median([row[3] for row in rows]):,.0f} a second (limit 10,000); export unchanged: {same}")


def _export(folder: Path, sim: Simulator) -> str:
    ran = onrecord("export", "--jsonl", "-", home=folder, sim=sim)
    return hashlib.sha256(ran.output.encode()).hexdigest()


if __name__ == "__main__":
    main()
