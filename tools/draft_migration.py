"""Write the migration that brings the newest revision to what storage/schema.py says.

    python tools/draft_migration.py 0002 "Say what a line costs"

Read it before you keep it: a renamed column looks like one that went and one that came.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from onrecord.storage.engine import open_database
from onrecord.storage.migrate import _config, migrate


def main() -> None:
    revision, message = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder, open_database(f"sqlite:///{Path(folder, 'x.db')}") as database:
        if revision != "0001":
            migrate(database)

        def draft(conn: object) -> None:
            command.revision(_config(conn), message, autogenerate=True, rev_id=revision)

        database.writer.write(draft)


if __name__ == "__main__":
    main()
