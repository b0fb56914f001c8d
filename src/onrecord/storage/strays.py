"""Voicemails that were told without their call's id, and the call that each was found to belong to."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind
from onrecord.storage.rows import chunks, insert_rows, marks, run
from onrecord.storage.schema import activity, artefact, stray_voicemail

MOST_CALLS = 200


def of_calls(conn: Connection, workspace_id: int, call_ids: Collection[str]) -> dict[str, list[str]]:
    """{call: ids of the voicemails that were found to belong to it}; almost always empty."""
    rows = conn.execute(
        select(stray_voicemail.c.id, stray_voicemail.c.call_id)
        .where(stray_voicemail.c.workspace_id == workspace_id, stray_voicemail.c.call_id.is_not(None))
        .order_by(stray_voicemail.c.id)
    )
    found: dict[str, list[str]] = {}
    for id_, call_id in rows:
        if call_id in call_ids:
            found.setdefault(call_id, []).append(id_)
    return found


def ids(conn: Connection, workspace_id: int) -> list[str]:
    """All of them."""
    return list(
        conn.execute(select(stray_voicemail.c.id).where(stray_voicemail.c.workspace_id == workspace_id)).scalars()
    )


def possible_calls(
    conn: Connection, workspace_id: int, voicemail_id: str | None, line_id: str | None, since_ms: int, until_ms: int
) -> list[str]:
    """Ids of calls with this voicemail, and of those of a line that began in [since_ms, until_ms]."""
    same = select(artefact.c.activity_id).where(
        artefact.c.workspace_id == workspace_id,
        artefact.c.kind == ArtefactKind.VOICEMAIL,
        artefact.c.provider_id == voicemail_id,
    )
    around = (
        select(activity.c.id)
        .where(
            activity.c.workspace_id == workspace_id,
            activity.c.line_id == line_id,
            activity.c.kind == ActivityKind.CALL,
            activity.c.at_ms.between(since_ms, until_ms),
        )
        .order_by(activity.c.at_ms.desc())
        .limit(MOST_CALLS)
    )
    found = set(conn.execute(around).scalars())
    if voicemail_id is not None:
        found.update(conn.execute(same).scalars())
    return sorted(found)


def replace(conn: Connection, workspace_id: int, subjects: Collection[str], now: Mapping[str, str | None]) -> set[str]:
    """Write which of the subjects are such voicemails and whose; the calls that got or lost one, or kept it."""
    touched: set[str] = set()
    for some in chunks(sorted(subjects)):
        gone = run(
            conn,
            f"DELETE FROM stray_voicemail WHERE workspace_id = ? AND id IN ({marks(len(some))}) RETURNING call_id",  # noqa: S608 - only marks are put in
            [workspace_id, *some],
        )
        touched.update(call_id for (call_id,) in gone if call_id is not None)
    rows = [(workspace_id, id_, call_id) for id_, call_id in sorted(now.items())]
    insert_rows(conn, "stray_voicemail", ("workspace_id", "id", "call_id"), rows)
    return touched | {call_id for call_id in now.values() if call_id is not None}
