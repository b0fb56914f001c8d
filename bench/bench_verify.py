"""How long does a full statement of origin take, and how fast are files verified beside plain SHA-256?"""

import hashlib
import json
import time
from pathlib import Path

from ground import Simulator, home, median, onrecord, report, simulator

from onrecord.ledger.vouched import check_files
from onrecord.media.vault import Vault

RUNS = 3
STATEMENT_LIMIT_SECONDS = 30
SHARE_LIMIT = 0.5
BLOCK_BYTES = 1 << 20


def main() -> None:
    with simulator("--world", "origin", "--rate", "0", "--latency", "0") as sim, home() as folder:
        onrecord("sync", home=folder, sim=sim, quo_rate="0")
        document = folder / "statement.json"
        stated = [_state(folder, sim, document) for _ in range(RUNS)]
        pairs = [(_plain_speed(folder), _verify_speed(folder, document)) for _ in range(RUNS)]
        plain, files = (median([pair[place] for pair in pairs]) for place in (0, 1))
        share = median([verified / read for read, verified in pairs])
        whole = json.loads(onrecord("verify", "--json", home=folder, sim=sim).output)
        stated_records = len(json.loads(document.read_text())["manifest"]["records"])
    report(
        "Statement of all of origin, and verifying it, on SQLite",
        ("what", "measured", "limit"),
        [
            ["full statement, seconds (median of three)", median(stated), STATEMENT_LIMIT_SECONDS],
            ["plain SHA-256 of the same bytes in one file, MB/s", plain / 1e6, ""],
            ["files of the statement verified, MB/s", files / 1e6, SHARE_LIMIT * plain / 1e6],
            ["the same as a share of plain SHA-256 (median of pairs)", share, SHARE_LIMIT],
            ["whole home verified (files, words, records folded again), seconds", whole["seconds"], ""],
            ["findings", len(whole["findings"]), 0],
        ],
        files=whole["files"],
        megabytes=whole["bytes"] / 1e6,
        records=whole["records"],
        observations=whole["observations"],
        stated_records=stated_records,
    )


def _state(folder: Path, sim: Simulator, document: Path) -> float:
    ran = onrecord(
        "statement", "--from", "2023-01-01", "--to", "2026-12-31", "--output", str(document), home=folder, sim=sim
    )
    return ran.seconds


def _plain_speed(folder: Path) -> float:
    """Bytes a second of one file that holds all the others, read in large blocks."""
    joined = folder / "joined"
    if not joined.exists():
        with joined.open("wb") as file:
            for sha256 in Vault(folder / "vault").digests():
                file.write(Vault(folder / "vault").path(sha256).read_bytes())
    digest, block = hashlib.sha256(), bytearray(BLOCK_BYTES)
    began = time.perf_counter()
    with joined.open("rb", buffering=0) as file:
        while size := file.readinto(block):
            digest.update(memoryview(block)[:size])
    return joined.stat().st_size / (time.perf_counter() - began)


def _verify_speed(folder: Path, document: Path) -> float:
    """Bytes a second of every file that the statement vouches for."""
    stated = json.loads(document.read_text())
    vault = Vault(folder / "vault")
    size = sum(vault.size(sha256) for sha256 in stated["manifest"]["files"])
    began = time.perf_counter()
    findings = list(check_files(stated, vault))
    assert findings == []
    return size / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
