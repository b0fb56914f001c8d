"""How near to the fewest possible requests does a whole first sync come, with the limiter on?

`origin`, ten requests a second, 150 ms latency, dated surface. The floor is what the simulator counts as the fewest
requests that can bring everything, at ten a second; file downloads do not count.
"""

import json

from ground import home, onrecord, report, simulator

LATENCY_MS = "150"
FIRST = (
    "dated GET /phone-numbers",
    "dated GET /users",
    "dated GET /organization",
    "v1 GET /v1/contacts",
    "dated GET /conversations",
    "dated GET /messages",
    "dated GET /calls",
)
"""What people wait for: names, conversations, texts, calls and voicemails. Conversations come beside the texts, because
a text whose conversation is learnt of later is filed twice; so they are part of this floor."""


def main() -> None:
    with simulator("--world", "origin", "--rate", "10", "--latency", LATENCY_MS) as sim, home() as folder:
        floor = sim.ask("/_sim/world?kind=line")["floor"]
        ran = onrecord("sync", "--json", home=folder, sim=sim)
        stats = sim.ask("/_sim/stats")
    done = json.loads(ran.output)
    asked = stats["requests"]["by_operation"]
    rows = [[name, asked.get(name, 0), floor.get(name, 0)] for name in sorted({*asked, *floor})]
    report("Requests by operation beside the fewest possible", ("operation", "asked", "fewest"), rows)
    floor_seconds = sum(floor.values()) / 10
    first_floor_seconds = sum(floor.get(name, 0) for name in FIRST) / 10
    report(
        "Backfill of origin, limiter on, latency 150 ms",
        ("figure", "measured", "limit"),
        [
            ["requests", stats["requests"]["total"], sum(floor.values())],
            ["429 answers", stats["too_many"], 0],
            ["all requests, seconds / floor", done["asking_seconds"] / floor_seconds, 1.04],
            ["names to voicemails, seconds / their floor", done["first_seconds"] / first_floor_seconds, 1.06],
            ["the same, seconds", done["first_seconds"], first_floor_seconds * 1.06],
            ["whole command, seconds", ran.seconds, floor_seconds],
            ["memory of the main process, MB", ran.peak_megabytes, 250],
            ["exit status", ran.exit, 0],
        ],
        requests=rows,
    )


if __name__ == "__main__":
    main()
