"""Writing folded records of the account and of contacts: the rows of each subject are replaced whole."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from onrecord.domain.contact import ContactRecord
from onrecord.domain.line import LineRecord, MemberRecord, OrganizationRecord
from onrecord.storage import search
from onrecord.storage.rows import chunks, insert_rows, marks, run, select_in
from onrecord.storage.schema import RECORD_TABLES, line, organization

Row = tuple[Any, ...]


def replace_organizations(
    conn: Connection, workspace_id: int, ids: Iterable[str], records: Sequence[OrganizationRecord]
) -> None:
    _clear(conn, workspace_id, "organization", "id", ids)
    rows = [(workspace_id, one.id, one.name, one.subscription_status, one.created_ms) for one in records]
    insert_rows(conn, "organization", ("workspace_id", "id", "name", "subscription_status", "created_ms"), rows)


def replace_lines(conn: Connection, workspace_id: int, ids: Sequence[str], records: Sequence[LineRecord]) -> None:
    _clear(conn, workspace_id, "line", "id", ids)
    _clear(conn, workspace_id, "line_member", "line_id", ids)
    columns = (
        "id",
        "number",
        "name",
        "symbol",
        "group_id",
        "time_zone",
        "created_ms",
        "updated_ms",
        "gone_ms",
    )
    insert_rows(conn, "line", ("workspace_id", *columns), _rows(workspace_id, columns, records))
    members = [
        (workspace_id, one.id, member_id, role) for one in records for member_id, role in dict(one.members).items()
    ]
    insert_rows(conn, "line_member", ("workspace_id", "line_id", "member_id", "role"), members)


def replace_members(conn: Connection, workspace_id: int, ids: Iterable[str], records: Sequence[MemberRecord]) -> None:
    _clear(conn, workspace_id, "member", "id", ids)
    columns = ("id", "kind", "email", "first_name", "last_name", "role", "created_ms", "gone_ms")
    insert_rows(conn, "member", ("workspace_id", *columns), _rows(workspace_id, columns, records))


def replace_contacts(conn: Connection, workspace_id: int, ids: Sequence[str], records: Sequence[ContactRecord]) -> None:
    _clear(conn, workspace_id, "contact", "id", ids)
    _clear(conn, workspace_id, "contact_number", "contact_id", ids)
    columns = (
        "id",
        "display_name",
        "first_name",
        "last_name",
        "company",
        "role",
        "source",
        "external_id",
        "emails",
        "custom_fields",
        "created_ms",
        "updated_ms",
        "gone_ms",
    )
    insert_rows(conn, "contact", ("workspace_id", *columns), _rows(workspace_id, columns, records))
    numbers = [
        (workspace_id, one.id, ordinal, _clean(number), _clean(label))
        for one in records
        for ordinal, (number, label) in enumerate(one.numbers)
    ]
    insert_rows(conn, "contact_number", ("workspace_id", "contact_id", "ordinal", "number", "label"), numbers)


def add_not_understood(conn: Connection, workspace_id: int, found: Iterable[tuple[int, str]]) -> None:
    """Keep (observation id, what was not understood), each once."""
    rows = [(workspace_id, *one) for one in sorted(set(found))]
    insert_rows(conn, "not_understood", ("workspace_id", "observation_id", "kind"), rows, tail="ON CONFLICT DO NOTHING")


def add_strange(conn: Connection, workspace_id: int, subjects: Sequence[str]) -> None:
    """Count the observations that speak of nothing we know, under what they are filed as."""
    for some in chunks(subjects):
        run(
            conn,
            "INSERT INTO not_understood (workspace_id, observation_id, kind)"  # noqa: S608 - only marks are put in
            " SELECT workspace_id, observation_id, subject FROM mention"
            f" WHERE workspace_id = ? AND kind = 'other' AND subject IN ({marks(len(some))}) ON CONFLICT DO NOTHING",
            [workspace_id, *some],
        )


def forget_strange(conn: Connection, workspace_id: int, observation_ids: Collection[int]) -> None:
    """What was not understood in these observations, and what was new in them, is nobody's news."""
    for table in ("not_understood", "new_field"):
        for some in chunks(sorted(observation_ids)):
            statement = f"DELETE FROM {table} WHERE workspace_id = ? AND observation_id IN ({marks(len(some))})"  # noqa: S608 - only marks are put in
            run(conn, statement, [workspace_id, *some])


def contact_numbers(conn: Connection, workspace_id: int, ids: Iterable[str]) -> set[str]:
    """Every number on these cards."""
    rows = select_in(
        conn, "SELECT number FROM contact_number WHERE workspace_id = ? AND contact_id", ids, given=[workspace_id]
    )
    return {row[0] for row in rows}


def organization_ids(conn: Connection, workspace_id: int) -> frozenset[str]:
    """Of the account itself: one, once the provider was asked."""
    rows = conn.execute(select(organization.c.id).where(organization.c.workspace_id == workspace_id))
    return frozenset(rows.scalars())


def line_numbers(conn: Connection, workspace_id: int) -> dict[str, str]:
    """The own number of every line that is known to have one."""
    rows = conn.execute(
        select(line.c.id, line.c.number).where(line.c.workspace_id == workspace_id, line.c.number.is_not(None))
    )
    return {row.id: row.number for row in rows}


def empty_records(conn: Connection, workspace_id: int) -> None:
    """Forget everything that is folded from observations. The search index is shared by all workspaces."""
    search.remove_workspace(conn, workspace_id)
    for table in RECORD_TABLES:
        conn.execute(table.delete().where(table.c.workspace_id == workspace_id))


def _clear(conn: Connection, workspace_id: int, table: str, column: str, ids: Iterable[str]) -> None:
    for some in chunks(ids):
        statement = f"DELETE FROM {table} WHERE workspace_id = ? AND {column} IN ({marks(len(some))})"  # noqa: S608 - our own names
        run(conn, statement, [workspace_id, *some])


def _rows(workspace_id: int, columns: Sequence[str], records: Iterable[object]) -> list[Row]:
    return [(workspace_id, *(_clean(getattr(one, column)) for column in columns)) for one in records]


def _clean(value: Any) -> Any:
    """PostgreSQL keeps no NUL in a text; the observation has it."""
    return value.replace("\x00", "\ufffd") if isinstance(value, str) and "\x00" in value else value
