"""A workspace that was first read on the older surface and later on the newer: who disputes a bill finds everything."""

import csv
import io
from pathlib import Path

from journeys.commands import Home
from simulator import serving
from tiny_world import tiny_house


def test_from_two_surfaces_to_a_report_and_down_to_what_was_sent(tmp_path: Path) -> None:
    with serving(tiny_house()) as sim:
        home = Home(tmp_path / "home", sim.url)
        home.run("sync", "--surface", "v1")
        older = home.json("discrepancies")
        within = {(one["activity"], one["kind"]): one["explained"] for one in older["discrepancies"]}
        assert within["ACtalk", "own_times"] == "zero_length"
        assert {one["held"] for one in older["discrepancies"]} == {"v1"}

        home.run("sync", "--surface", "dated")
        both = home.json("discrepancies")
        found = {(one["activity"], one["kind"]): one for one in both["discrepancies"]}
        zero = found["ACtalk", "duration_seconds"]
        assert (zero["held"], zero["against"], zero["explained"]) == ("dated", "v1", "zero_length")
        assert ("ACtalk", "own_times") not in found
        assert both["open"] == 0
        assert home.json("status")["discrepancies"] == {"open": 0, "explained": both["explained"]}

        why = home.json("why", "ACtalk")
        length = next(one for one in why["fields"] if one["field"] == "duration_seconds")
        assert (length["value"], length["rule"], length["open"]) == ("136", "positive_over_zero", False)
        said = next(one for one in length["claims"] if one["surface"] == "v1")
        sent = home.run("why", "ACtalk", "--sent", str(said["observation"])).stdout
        assert '"duration":0' in sent.replace(" ", "")

        days = ("--from", "2026-10-01", "--to", "2026-10-01")
        told = home.run("report", *days, "--csv").stdout.removeprefix("\ufeff")
        rows = {row[1]: row for row in csv.reader(io.StringIO(told)) if row[0] == "2026-10-01"}
        assert [rows[source][7] for source in ("As we hold", "Quo's API of 2026", "Quo's older API")] == [
            "136",
            "136",
            "0",
        ]
        held = home.json("report", *days)
        assert all(one["whole"] for one in held["rests_on"] if one["surface"] == "dated")

        assert home.run("why", "ACnever").returncode == 1
        assert home.run("report", "--from", "2026-10-02", "--to", "2026-10-01").returncode == 2
