"""What was delivered: a row for each delivery and the hook it came by. Never merged by content."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from onrecord.storage.rows import insert_rows, run, select_in
from onrecord.storage.schema import delivery

_COLUMNS = (
    "workspace_id",
    "delivery_id",
    "hook",
    "generation",
    "event_id",
    "event_type",
    "received_ms",
    "verdict",
    "observation_id",
    "last_received_ms",
    "repeats",
)
LOGGED = "logged"
_AGAIN = (
    "ON CONFLICT (workspace_id, delivery_id, hook) DO UPDATE SET"
    " repeats = delivery.repeats + excluded.repeats + CASE WHEN delivery.verdict = 'logged' THEN 0 ELSE 1 END,"
    " verdict = CASE WHEN delivery.verdict = 'logged' THEN excluded.verdict ELSE delivery.verdict END,"
    " last_received_ms = excluded.last_received_ms"
)


class Received(NamedTuple):
    """One delivery to write down. `verdict` is accepted, stale, test, or logged: only the log had it until now."""

    delivery_id: str
    hook: str
    generation: str
    event_id: str | None
    event_type: str
    received_ms: int
    verdict: str
    observation_id: int


class Tally(NamedTuple):
    """`accepted` is different deliveries that came, `repeated` how often one came again, `healed` what only the
    provider's log could give."""

    accepted: int
    repeated: int
    by_generation: dict[str, int]
    last_ms: int | None
    healed: int = 0


def add(conn: Connection, workspace_id: int, received: Iterable[Received]) -> None:
    """Write deliveries down; one that came before is counted as repeated."""
    together: dict[tuple[str, str], list[Received]] = {}
    for one in received:
        together.setdefault((one.delivery_id, one.hook), []).append(one)
    rows = [
        (workspace_id, *same[0], same[-1].received_ms, len(same) - 1)
        for _, same in sorted(together.items())  # in one order, so that two processes never wait for each other
    ]
    insert_rows(conn, "delivery", _COLUMNS, rows, tail=_AGAIN)


def known(conn: Connection, workspace_id: int, delivery_ids: Iterable[str]) -> set[str]:
    """Those of the ids that have been received, by whatever hook."""
    found = select_in(
        conn,
        "SELECT DISTINCT delivery_id FROM delivery WHERE workspace_id = ? AND delivery_id",
        delivery_ids,
        given=[workspace_id],
    )
    return {row[0] for row in found}


def newest_ms(conn: Connection, workspace_id: int) -> int | None:
    """When the last new one came, by our clock."""
    newest = select(func.max(delivery.c.received_ms)).where(delivery.c.workspace_id == workspace_id)
    found: int | None = conn.execute(newest).scalar_one()
    return found


def tally(conn: Connection, workspace_id: int) -> Tally:
    """Of all time."""
    came = case((delivery.c.verdict == LOGGED, 0), else_=1)
    rows = conn.execute(
        select(
            delivery.c.generation,
            func.sum(came),
            func.sum(1 - came),
            func.sum(delivery.c.repeats),
            func.max(case((came == 1, delivery.c.last_received_ms))),
        )
        .where(delivery.c.workspace_id == workspace_id)
        .group_by(delivery.c.generation)
        .order_by(delivery.c.generation)
    ).all()
    return Tally(
        sum(int(count) for _, count, *_ in rows),
        sum(int(repeats) for *_, repeats, _ in rows),
        {generation: int(count) for generation, count, *_ in rows if count},
        max((last for *_, last in rows if last is not None), default=None),
        sum(int(healed) for _, _, healed, *_ in rows),
    )


def came_since(conn: Connection, workspace_id: int, hook: str, event_id: str, since_ms: int) -> bool:
    """Whether an event has come by this hook since then (our time)."""
    wanted = select(delivery.c.delivery_id).where(
        delivery.c.workspace_id == workspace_id,
        delivery.c.hook == hook,
        delivery.c.event_id == event_id,
        delivery.c.last_received_ms >= since_ms,
    )
    return conn.execute(wanted.limit(1)).first() is not None


def tests_among(conn: Connection, workspace_id: int, ids: Collection[str]) -> set[str]:
    """Those of the ids, of events or of deliveries, that the provider made up on request."""
    found = select_in(
        conn,
        "SELECT event_id FROM test_event WHERE workspace_id = ? AND event_id",
        ids,
        given=[workspace_id],
    )
    return {row[0] for row in found}


def add_tests(conn: Connection, workspace_id: int, ids: Collection[str], *, now_ms: int) -> None:
    """Remember events or deliveries as made up on request."""
    rows = [(workspace_id, id_, now_ms) for id_ in sorted(set(ids))]
    columns = ("workspace_id", "event_id", "at_ms")
    insert_rows(conn, "test_event", columns, rows, tail="ON CONFLICT (workspace_id, event_id) DO NOTHING")


def events_of(conn: Connection, workspace_id: int, delivery_ids: Collection[str]) -> set[str]:
    """The events that these deliveries told, as far as they have come."""
    found = select_in(
        conn,
        "SELECT event_id FROM delivery WHERE workspace_id = ? AND event_id IS NOT NULL AND delivery_id",
        delivery_ids,
        given=[workspace_id],
    )
    return {row[0] for row in found}


def judge_tests(conn: Connection, workspace_id: int, *, by: str, ids: Collection[str]) -> set[int]:
    """Call what came a test, `by` its `delivery_id` or `event_id`; the observations of those that were not called so
    yet."""
    found = select_in(
        conn,
        f"UPDATE delivery SET verdict = 'test' WHERE workspace_id = ? AND verdict <> 'test' AND {by}",  # noqa: S608 - our own names
        ids,
        "RETURNING observation_id",
        given=[workspace_id],
    )
    return {row[0] for row in found}


def verdicts(conn: Connection, workspace_id: int, delivery_id: str) -> Sequence[str]:
    """How a delivery was judged, once for each hook that it came by; none where it has not come."""
    rows = run(
        conn, "SELECT verdict FROM delivery WHERE workspace_id = ? AND delivery_id = ?", [workspace_id, delivery_id]
    )
    return [row[0] for row in rows]
