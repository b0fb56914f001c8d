"""Members of the provider's answers that nobody knew when they came."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from onrecord.storage.rows import insert_rows
from onrecord.storage.schema import new_field, observation

_COLUMNS = ("workspace_id", "surface", "operation", "field", "observation_id")


class Noticed(NamedTuple):
    """`answers` are the observations that were kept as having it; `first_ms` is when the first was asked for, in the
    provider's time, and `observation_id` is that one."""

    surface: str
    operation: str
    field: str
    first_ms: int
    answers: int
    observation_id: int


def keep_new_fields(conn: Connection, workspace_id: int, found: Sequence[tuple[str, str, str, int]]) -> None:
    """Keep (surface, operation, field, observation id), each once."""
    rows = [(workspace_id, *one) for one in found]
    insert_rows(conn, "new_field", _COLUMNS, rows, tail="ON CONFLICT DO NOTHING")


def known_fields(conn: Connection, workspace_id: int) -> set[tuple[str, str, str]]:
    """(surface, operation, member) of which at least one example is kept."""
    place = (new_field.c.surface, new_field.c.operation, new_field.c.field)
    rows = conn.execute(select(*place).where(new_field.c.workspace_id == workspace_id).distinct())
    return {(row[0], row[1], row[2]) for row in rows}


def read_new_fields(conn: Connection, workspace_id: int) -> list[Noticed]:
    """Every member that was noticed, by surface, operation and name."""
    place = (new_field.c.surface, new_field.c.operation, new_field.c.field)
    rows = conn.execute(
        select(*place, func.min(observation.c.asked_ms), func.count(), func.min(new_field.c.observation_id))
        .join(observation, observation.c.id == new_field.c.observation_id)
        .where(new_field.c.workspace_id == workspace_id)
        .group_by(*place)
        .order_by(*place)
    )
    return [Noticed(*row) for row in rows]
