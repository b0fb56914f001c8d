"""What does a sync with nothing new cost?"""

from ground import home, onrecord, report, simulator


def main() -> None:
    rows = []
    for world in ("demo", "origin"):
        with simulator("--world", world, "--rate", "0", "--latency", "0") as sim, home() as folder:
            onrecord("sync", home=folder, sim=sim, quo_rate="0")
            before = sim.ask("/_sim/stats")["requests"]["total"]
            ran = onrecord("sync", home=folder, sim=sim, quo_rate="0")
            asked = sim.ask("/_sim/stats")["requests"]["total"] - before
            rows.append([world, asked, 20, ran.seconds, before])
    report("A sync with nothing new", ("world", "requests", "limit", "seconds", "first sync asked"), rows)


if __name__ == "__main__":
    main()
