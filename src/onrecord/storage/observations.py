"""What the provider told: appended once, never changed but for when it was last told again."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from onrecord.domain.subject import SubjectKind
from onrecord.storage.rows import insert_returning, insert_rows, run_many, select_in
from onrecord.storage.schema import mention, observation

_COLUMNS = (
    "workspace_id",
    "surface",
    "operation",
    "asked",
    "http_status",
    "provider_ms",
    "asked_ms",
    "first_seen_ms",
    "last_seen_ms",
    "digest",
    "digest_rule",
    "body",
    "walk_id",
)


class Told(NamedTuple):
    """One thing to append. `asked` is canonical JSON; `provider_ms` is a push's own time, None for a pull."""

    surface: str
    operation: str
    asked: str
    http_status: int
    provider_ms: int | None
    asked_ms: int
    digest: bytes
    digest_rule: int
    body: bytes
    walk_id: int | None


class Known(NamedTuple):
    """An observation that was there before. `asked_ms` is as it was."""

    id: int
    asked_ms: int


class StoredReading(NamedTuple):
    """An observation as the fold needs it, with the subject for whose sake it was read. `asked` is JSON."""

    subject: str
    observation_id: int
    surface: str
    operation: str
    asked: str
    http_status: int
    provider_ms: int | None
    asked_ms: int
    body: bytes


def append(
    conn: Connection, workspace_id: int, told: Sequence[Told], *, now_ms: int
) -> tuple[dict[bytes, int], dict[bytes, Known]]:
    """Append what is new: (digest -> id of the new ones, digest -> what was known already).

    The known ones are counted as told again; their `asked_ms` becomes the newest.
    """
    rows = [
        (workspace_id, *one[:6], now_ms, now_ms, one.digest, one.digest_rule, one.body, one.walk_id) for one in told
    ]
    returned = insert_returning(
        conn,
        "observation",
        _COLUMNS,
        rows,
        tail="ON CONFLICT (workspace_id, digest) DO NOTHING RETURNING digest, id",
    )
    new = {bytes(digest): id_ for digest, id_ in returned}
    repeated = [one for one in told if one.digest not in new]
    return new, _told_again(conn, workspace_id, repeated, now_ms) if repeated else {}


def _told_again(conn: Connection, workspace_id: int, repeated: Sequence[Told], now_ms: int) -> dict[bytes, Known]:
    found = select_in(
        conn,
        "SELECT digest, id, asked_ms FROM observation WHERE workspace_id = ? AND digest",
        [one.digest for one in repeated],
        given=[workspace_id],
    )
    known = {bytes(row[0]): Known(row[1], row[2]) for row in found}
    run_many(
        conn,
        "UPDATE observation SET seen = seen + 1, last_seen_ms = ?,"
        " asked_ms = CASE WHEN asked_ms < ? THEN ? ELSE asked_ms END WHERE id = ?",
        [(now_ms, one.asked_ms, one.asked_ms, known[one.digest].id) for one in repeated],
    )
    return known


def add_mentions(conn: Connection, workspace_id: int, mentions: Iterable[tuple[str, str, int]]) -> None:
    """What new observations speak of, as (kind, subject, observation id)."""
    rows = [(workspace_id, *one) for one in dict.fromkeys(mentions)]
    insert_rows(conn, "mention", ("workspace_id", "kind", "subject", "observation_id"), rows)


def take_mentions(conn: Connection, workspace_id: int, observation_ids: Collection[int]) -> set[tuple[str, str]]:
    """Let observations speak of nothing; (kind, subject) of what they spoke of."""
    found = select_in(
        conn,
        "DELETE FROM mention WHERE workspace_id = ? AND observation_id",
        observation_ids,
        "RETURNING kind, subject",
        given=[workspace_id],
    )
    return {(kind, subject) for kind, subject in found}


class Pushed(NamedTuple):
    """What one push said, and when it was, in the provider's time."""

    surface: str
    provider_ms: int
    body: bytes


def pushed(conn: Connection, workspace_id: int, observation_ids: Collection[int]) -> Iterator[Pushed]:
    """Those of the observations that were pushed."""
    for surface, provider_ms, body in select_in(
        conn,
        "SELECT surface, provider_ms, body FROM observation WHERE workspace_id = ? AND provider_ms IS NOT NULL AND id",
        observation_ids,
        given=[workspace_id],
    ):
        yield Pushed(surface, provider_ms, bytes(body))


def readings(conn: Connection, workspace_id: int, kind: str, subjects: Collection[str]) -> Iterator[StoredReading]:
    """Every observation that speaks of the subjects."""
    for row in select_in(
        conn,
        "SELECT m.subject, o.id, o.surface, o.operation, o.asked, o.http_status, o.provider_ms, o.asked_ms, o.body"
        " FROM mention m JOIN observation o ON o.id = m.observation_id"
        " WHERE m.workspace_id = ? AND m.kind = ? AND m.subject",
        subjects,
        given=[workspace_id, kind],
    ):
        yield StoredReading._make(row)


class ToldRow(NamedTuple):
    """An observation as a person may look it up: what was asked, when, how often it was told, without its bytes."""

    id: int
    surface: str
    operation: str
    asked: str
    http_status: int
    provider_ms: int | None
    asked_ms: int
    first_seen_ms: int
    last_seen_ms: int
    seen: int


_TOLD = (
    observation.c.id,
    observation.c.surface,
    observation.c.operation,
    observation.c.asked,
    observation.c.http_status,
    observation.c.provider_ms,
    observation.c.asked_ms,
    observation.c.first_seen_ms,
    observation.c.last_seen_ms,
    observation.c.seen,
)


def told_of(conn: Connection, workspace_id: int, kind: str, subject: str) -> list[ToldRow]:
    """Everything that speaks of one subject, in the order in which it was first told."""
    rows = conn.execute(
        select(*_TOLD)
        .join(mention, mention.c.observation_id == observation.c.id)
        .where(mention.c.workspace_id == workspace_id, mention.c.kind == kind, mention.c.subject == subject)
        .order_by(observation.c.first_seen_ms, observation.c.id)
    )
    return [ToldRow._make(row) for row in rows]


def body_of(conn: Connection, workspace_id: int, kind: str, subject: str, observation_id: int) -> bytes | None:
    """The bytes of one observation, exactly as they came; None where it does not speak of the subject."""
    found = conn.execute(
        select(observation.c.body)
        .join(mention, mention.c.observation_id == observation.c.id)
        .where(
            mention.c.workspace_id == workspace_id,
            mention.c.kind == kind,
            mention.c.subject == subject,
            observation.c.workspace_id == workspace_id,
            observation.c.id == observation_id,
        )
    ).scalar_one_or_none()
    return None if found is None else bytes(found)


def kind_of(conn: Connection, workspace_id: int, subject: str) -> str | None:
    """What kind of thing an id is, as far as anything ever spoke of it."""
    for kind in SubjectKind:
        found = select(mention.c.kind).where(
            mention.c.workspace_id == workspace_id, mention.c.kind == kind, mention.c.subject == subject
        )
        if conn.execute(found.limit(1)).first() is not None:
            return kind.value
    return None


class Sealed(NamedTuple):
    """An observation with the digest under which it was stored."""

    id: int
    surface: str
    operation: str
    asked: str
    http_status: int
    body: bytes
    digest: bytes
    digest_rule: int


def sealed(conn: Connection, workspace_id: int) -> Iterator[Sealed]:
    """Every observation as it was stored, oldest first."""
    columns = [observation.c[name] for name in Sealed._fields]
    wanted = select(*columns).where(observation.c.workspace_id == workspace_id).order_by(observation.c.id)
    for rows in conn.execution_options(stream_results=True).execute(wanted).partitions(1_000):
        for row in rows:
            yield Sealed._make(row)


def count(conn: Connection, workspace_id: int) -> int:
    """How many observations there are."""
    return conn.execute(select(func.count()).where(observation.c.workspace_id == workspace_id)).scalar_one()
