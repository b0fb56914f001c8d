"""How many activities a second go from HTTP to searchable record?

Messages and calls of `origin` only, limiter and latency off, SQLite, three runs, the median.
"""

import json

from ground import home, median, onrecord, report, simulator

RUNS = 3


def main() -> None:
    rows = []
    for _ in range(RUNS):
        with simulator("--world", "origin", "--rate", "0", "--latency", "0") as sim, home() as folder:
            ran = onrecord("sync", "--only", "activities", "--json", home=folder, sim=sim, quo_rate="0")
            done = json.loads(ran.output)
            rows.append((done["activities"], done["folded_seconds"], ran.peak_megabytes, ran.cpu_seconds))
    speeds = [count / seconds for count, seconds, _, _ in rows]
    report(
        "From HTTP to searchable record",
        ("run", "activities", "seconds", "a second", "limit", "main process MB", "limit", "cpu seconds"),
        [
            [str(place), count, seconds, speed, 3000, memory, 250, cpu]
            for place, ((count, seconds, memory, cpu), speed) in enumerate(zip(rows, speeds, strict=True), 1)
        ],
        median_a_second=median(speeds),
    )
    print(f"  median: {median(speeds):,.0f} a second (limit 3,000)")


if __name__ == "__main__":
    main()
