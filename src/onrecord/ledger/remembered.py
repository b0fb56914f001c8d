"""What was counted in records that have not changed since: kept beside the open database, and never for longer.

Whatever writes a message or call, or a conversation, or that an activity is known by reference only, tells of it in the
same transaction (`storage.changes`), so the id of the newest change says whether what was counted still holds. It is
read before counting: a count may be newer than its id, never older. While anything waits to be folded, or nothing has
changed yet, nothing is remembered. Only what follows from the records of activities and conversations alone may be kept
so: no decision, no errand, no walk.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from onrecord.storage import changes, dirty

T = TypeVar("T")
MOST = 128

_lock = threading.Lock()
_kept: WeakKeyDictionary[Engine, OrderedDict[Hashable, tuple[int, object]]] = WeakKeyDictionary()


def remembered(conn: Connection, workspace_id: int, what: Hashable, count: Callable[[], T]) -> T:
    """What `count` gives, or gave when the records were the same. `what` names it among everything that is counted."""
    newest = changes.latest(conn, workspace_id)
    if not newest or dirty.is_waiting(conn, workspace_id):
        return count()
    place = (workspace_id, what)
    with _lock:
        kept = _kept.setdefault(conn.engine, OrderedDict())
        found = kept.get(place)
    if found is not None and found[0] == newest:
        return cast("T", found[1])
    counted = count()
    with _lock:
        kept[place] = (newest, counted)
        kept.move_to_end(place)
        while len(kept) > MOST:
            kept.popitem(last=False)
    return counted
