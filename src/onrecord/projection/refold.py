"""Every record made again beside the ones that are shown: what they are compared with when a home is verified."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from onrecord.domain.clock import Clock
from onrecord.projection.catch_up import catch_up
from onrecord.projection.rebuild import begin_rebuild, rebuild
from onrecord.storage.copies import copy_what_is_folded
from onrecord.storage.engine import Database, open_database
from onrecord.storage.migrate import migrate

FEW_ROWS = 5_000


@contextmanager
def refolded(source: Connection, workspace_id: int, *, clock: Clock, beside: Path) -> Iterator[Database]:
    """A database of the moment that `source` sees, with its records made anew; gone at the end of the block.

    It is an SQLite file in a folder of its own within `beside`, whatever the source is: the records are the same on
    both kinds of database. It needs about the room of the observations.
    """
    with (
        tempfile.TemporaryDirectory(prefix="refold-", dir=beside) as folder,
        open_database(f"sqlite:///{folder}/record.db") as made,
    ):
        migrate(made)
        copied = copy_what_is_folded(source, made, workspace_id)
        if copied < FEW_ROWS:
            _fold_here(made, workspace_id, clock)
        else:
            rebuild(made, workspace_id, clock=clock)
        yield made


def _fold_here(made: Database, workspace_id: int, clock: Clock) -> None:
    """For a few, the helping processes of a rebuild would take longer to start than the folding takes."""
    begin_rebuild(made, workspace_id, clock=clock)
    while catch_up(made, workspace_id, clock=clock):
        pass
