"""The screens over the seed, for looking at while working on them: `python tests/web/serve_seed.py FOLDER PORT`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import uvicorn

from fake_clock import FakeClock
from onrecord.storage.engine import open_database
from onrecord.storage.migrate import migrate
from onrecord.web.app import build_app
from web import seed
from web.standing_house import ANA, PASSWORD, StandingHouse, add_cast


def main(folder: Path, port: int) -> None:
    vault = seed.vault_in(folder)
    with open_database(f"sqlite:///{folder / 'seed.db'}") as database:
        migrate(database)
        seed.fill(database, vault)
        add_cast(database, seed.FIELD)
        house = StandingHouse(database, vault, FakeClock(seed.NOW))
        sys.stdout.write(f"http://127.0.0.1:{port}/ as {ANA} with {PASSWORD!r}\n")
        uvicorn.run(build_app(house), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
