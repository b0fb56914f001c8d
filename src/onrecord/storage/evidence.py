"""What each kind of evidence says of each capability on each surface: the newest word, and when it turned."""

from sqlalchemy import Connection, func, insert, select, update

from onrecord.domain.capability import Finding, Verdict
from onrecord.storage.schema import evidence


def read_findings(conn: Connection, workspace_id: int) -> list[Finding]:
    """All of them, in a stable order."""
    rows = conn.execute(
        select(
            evidence.c.name,
            evidence.c.surface,
            evidence.c.kind,
            evidence.c.verdict,
            evidence.c.detail,
            evidence.c.at_ms,
            evidence.c.version,
            evidence.c.tested,
            evidence.c.noted,
            evidence.c.turned,
        )
        .where(evidence.c.workspace_id == workspace_id)
        .order_by(evidence.c.name, evidence.c.surface, evidence.c.kind)
    )
    return [Finding(**row) for row in rows.mappings()]


def keep_finding(conn: Connection, workspace_id: int, found: Finding) -> None:
    """The newest word of its kind; its place in the order of learning is given here."""
    here = (
        evidence.c.workspace_id == workspace_id,
        evidence.c.name == found.name,
        evidence.c.surface == found.surface,
        evidence.c.kind == found.kind,
    )
    noted = _next_place(conn, workspace_id)
    before = conn.execute(select(evidence.c.verdict, evidence.c.turned).where(*here)).first()
    values = {
        "verdict": found.verdict,
        "detail": found.detail,
        "at_ms": found.at_ms,
        "version": found.version,
        "tested": found.tested,
        "noted": noted,
    }
    if before is None:
        names = {"name": found.name, "surface": found.surface, "kind": found.kind}
        conn.execute(insert(evidence).values(workspace_id=workspace_id, **names, **values))
        return
    turned = noted if _contradicts(before.verdict, found.verdict) else before.turned
    conn.execute(update(evidence).where(*here).values(turned=turned, **values))


def _contradicts(before: str, after: str) -> bool:
    """From «we can't tell» to something is news, and no contradiction."""
    return before not in {after, Verdict.UNKNOWN} and after != Verdict.UNKNOWN


def _next_place(conn: Connection, workspace_id: int) -> int:
    newest = select(func.coalesce(func.max(evidence.c.noted), 0)).where(evidence.c.workspace_id == workspace_id)
    return int(conn.execute(newest).scalar_one()) + 1
