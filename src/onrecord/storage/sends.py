"""The log of the last sends of one API key, shared by all processes that use it."""

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, delete, insert, select, text, update

from onrecord.storage.schema import send

LONG_AGO_US = 0


def take_places(
    conn: Connection,
    key_digest: str,
    capacity: int,
    amended: Iterable[tuple[int, int]],
    choose: Callable[[list[int]], tuple[int, int]],
    *,
    few: int,
    until_us: int,
) -> list[tuple[int, int]]:
    """Correct the log by `amended` (place, later time), then let `choose` pick (place, time), and write it down.

    One place where one is free by `until_us`: whoever asks seldom takes no more. Else `few`, because requests queue.

    On PostgreSQL two processes may come at once: the log is locked for the length of the transaction. On SQLite
    a writing transaction already excludes every other.
    """
    log = _locked_log(conn, key_digest, capacity)
    before = list(log)
    for place, at_us in amended:
        if place < capacity:
            log[place] = max(log[place], at_us)
    taken: list[tuple[int, int]] = []
    while len(taken) < few and (not taken or taken[-1][1] > until_us):
        place, at_us = choose(log)
        log[place] = at_us
        taken.append((place, at_us))
    for changed in (n for n in range(capacity) if log[n] != before[n]):
        conn.execute(
            update(send).where(send.c.key_digest == key_digest, send.c.slot == changed).values(sent_us=log[changed])
        )
    return taken


def _locked_log(conn: Connection, key_digest: str, capacity: int) -> list[int]:
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"send {key_digest}"})
    rows = conn.execute(select(send.c.slot, send.c.sent_us).where(send.c.key_digest == key_digest))
    log = {row.slot: row.sent_us for row in rows}
    if len(log) != capacity:
        conn.execute(delete(send).where(send.c.key_digest == key_digest))
        newest = sorted(log.values(), reverse=True)[:capacity]
        times = newest + [LONG_AGO_US] * (capacity - len(newest))
        conn.execute(insert(send), [{"key_digest": key_digest, "slot": n, "sent_us": at} for n, at in enumerate(times)])
        log = dict(enumerate(times))
    return [log[place] for place in range(capacity)]
