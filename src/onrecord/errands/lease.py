"""Who works on what: a lease is a token in the errand's row and the time until which it counts.

A worker that dies stops renewing, and its work is taken over when the time is up. Where the dead worker ran on
this very machine that can be seen at once, so that a command started again after a crash need not wait.
"""

import functools
import hashlib
import os
import secrets
import socket
from collections.abc import Sequence
from pathlib import Path

from onrecord.domain.clock import SECOND, Clock
from onrecord.domain.errand import Errand
from onrecord.storage import errands as table
from onrecord.storage.engine import Database

LEASE_MS = 60 * SECOND
RENEW_MS = LEASE_MS // 3


def new_lease() -> str:
    """A token of this process: where it runs, its process id, and a random part. At most 32 characters."""
    return f"{_here()}-{os.getpid():x}-{secrets.token_hex(4)}"


def lease(
    database: Database, workspace_id: int, kinds: Sequence[str], n: int, clock: Clock, *, token: str
) -> list[Errand]:
    """Take up to `n` errands that are due, most urgent first."""
    now_ms = clock.now_ms()
    with database.reading() as conn:
        if not table.any_ready(conn, workspace_id, kinds, now_ms=now_ms):
            return []  # looking is cheap; a transaction of the one writer is not
    return database.writer.write(
        lambda conn: table.lease_ready(
            conn, workspace_id, kinds, n, lease=token, now_ms=now_ms, until_ms=now_ms + LEASE_MS
        )
    )


def renew(database: Database, workspace_id: int, ids: Sequence[int], clock: Clock, *, token: str) -> int:
    """Say that we still work on these; the number that is still ours."""
    until_ms = clock.now_ms() + LEASE_MS
    return database.writer.write(lambda conn: table.renew(conn, workspace_id, ids, lease=token, until_ms=until_ms))


def give_back(database: Database, workspace_id: int, ids: Sequence[int], *, token: str) -> None:
    """End the leases of errands that were not begun: they are due as before and have failed no more often."""
    if ids:
        database.writer.write(lambda conn: table.release(conn, workspace_id, ids, lease=token))


def free_dead_leases(database: Database, workspace_id: int, clock: Clock) -> int:
    """Let the leases of dead processes of this machine run out now; the number of errands freed."""
    now_ms = clock.now_ms()
    with database.reading() as conn:
        dead = [token for token in table.leases_held(conn, workspace_id, now_ms=now_ms) if _is_dead(token)]
    if not dead:
        return 0
    return database.writer.write(lambda conn: table.end_leases(conn, workspace_id, dead, now_ms=now_ms))


def _is_dead(token: str) -> bool:
    place, _, rest = token.partition("-")
    pid, _, _ = rest.partition("-")
    return place == _here() and pid != "" and not _runs(int(pid, 16))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it runs, as somebody else
    return True


@functools.cache
def _here() -> str:
    """Names the space in which a process id means something: two containers of one host are two places."""
    space = Path("/proc/self/ns/pid")
    inside = str(space.readlink()) if space.is_symlink() else ""
    return hashlib.sha256(f"{socket.gethostname()} {inside}".encode()).hexdigest()[:8]
