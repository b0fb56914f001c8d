"""Files that were refused for their size are wanted again once the limit that is set here allows them.

1. Look: refusals for size that are the last word about their file. Each says how large the file is at least; one from
   before that was written down does not, and is tried once.
2. In one transaction for some of them: look again, since another process may have begun too; the holding that lifts the
   refusal; the mark to fold again what the file belongs to. The fold finds the file wanted and has it fetched.

What is refused once more says how large it was found to be: a raise tries each file once.
"""

from collections.abc import Collection, Mapping
from functools import partial

from sqlalchemy import Connection

from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.domain.clock import Clock
from onrecord.domain.subject import SubjectKind
from onrecord.storage import dirty
from onrecord.storage.engine import Database
from onrecord.storage.gaps import refused_by_size
from onrecord.storage.holdings import add_holding, allowed_now

AT_ONCE = 50


def want_what_fits(database: Database, workspace_id: int, size_limit_bytes: int, clock: Clock) -> int:
    """How many files are wanted again."""
    with database.reading() as conn:
        paths = [one.path for one in allowed_now(conn, workspace_id, size_limit_bytes)]
        belong_to = refused_by_size(conn, workspace_id) if paths else {}
    lifted = 0
    for begin in range(0, len(paths), AT_ONCE):
        lift = partial(
            _lift,
            workspace_id=workspace_id,
            size_limit_bytes=size_limit_bytes,
            paths=paths[begin : begin + AT_ONCE],
            belong_to=belong_to,
            now_ms=clock.now_ms(),
        )
        lifted += database.writer.write(lift)
    return lifted


def _lift(
    conn: Connection,
    *,
    workspace_id: int,
    size_limit_bytes: int,
    paths: Collection[str],
    belong_to: Mapping[str, str],
    now_ms: int,
) -> int:
    """What is not known to belong to anything was not folded since it was refused, and will be."""
    refusals = allowed_now(conn, workspace_id, size_limit_bytes, paths)
    for refusal in refusals:
        add_holding(conn, workspace_id, Holding(refusal.path, HoldingOutcome.LIFTED, refusal.at_ms))
    marks = [(SubjectKind.ACTIVITY.value, belong_to[one.path]) for one in refusals if one.path in belong_to]
    dirty.mark(conn, workspace_id, marks, token=dirty.new_token(), now_ms=now_ms)
    return len(refusals)
