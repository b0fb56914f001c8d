"""Failed sign-ins, by digests of who was named and from where: what the throttle counts."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from onrecord.storage.schema import sign_in_failure


class Failures(NamedTuple):
    times: int
    last_ms: int


def failures_since(
    conn: Connection, workspace_id: int, subjects: Collection[str], since_ms: int
) -> dict[str, Failures]:
    """Of each subject that failed since then: how often, and when last."""
    counted = (
        select(sign_in_failure.c.subject, func.count(), func.max(sign_in_failure.c.at_ms))
        .where(
            sign_in_failure.c.workspace_id == workspace_id,
            sign_in_failure.c.subject.in_(subjects),
            sign_in_failure.c.at_ms >= since_ms,
        )
        .group_by(sign_in_failure.c.subject)
    )
    return {subject: Failures(int(count), int(last)) for subject, count, last in conn.execute(counted)}


def add_failures(conn: Connection, workspace_id: int, subjects: Collection[str], at_ms: int, keep_ms: int) -> None:
    """Note one failure for every subject; those older than `keep_ms` no longer count and go."""
    old = sign_in_failure.c.at_ms < at_ms - keep_ms
    conn.execute(delete(sign_in_failure).where(sign_in_failure.c.workspace_id == workspace_id, old))
    conn.execute(
        insert(sign_in_failure),
        [{"workspace_id": workspace_id, "subject": subject, "at_ms": at_ms} for subject in subjects],
    )


def forget_failures(conn: Connection, workspace_id: int, subjects: Collection[str]) -> None:
    """Who got in starts afresh."""
    conn.execute(
        delete(sign_in_failure).where(
            sign_in_failure.c.workspace_id == workspace_id, sign_in_failure.c.subject.in_(subjects)
        )
    )
