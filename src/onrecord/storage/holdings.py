"""What we did to get the bytes of each path: append-only, kept by a rebuild."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, insert, or_, select

from onrecord.domain.artefact import TOO_LARGE, Holding, HoldingOutcome
from onrecord.storage.schema import holding, link

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the vault, as screens and statements need it. `duration_seconds`, `width`, `height` were measured
    on arrival and are None where the file has no such thing. `sniffed_type` is what the bytes are."""

    sha256: str
    size_bytes: int
    sniffed_type: str
    declared_type: str | None = None
    duration_seconds: float | None = None
    width: int | None = None
    height: int | None = None


def chunks(paths: Collection[str]) -> Iterator[list[str]]:
    """Some hundred at a time: SQLite bounds the number of parameters."""
    rest = iter(paths)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def holdings_of(conn: Connection, workspace_id: int, paths: Collection[str]) -> dict[str, list[Holding]]:
    """The holdings of each path, oldest first; paths without any are absent."""
    found: dict[str, list[Holding]] = {}
    for some in chunks(paths):
        rows = conn.execute(
            select(holding.c.path, holding.c.outcome, holding.c.at_ms, holding.c.sha256, holding.c.detail)
            .where(holding.c.workspace_id == workspace_id, holding.c.path.in_(some))
            .order_by(holding.c.id)
        )
        for row in rows:
            found.setdefault(row.path, []).append(Holding(*row))
    return found


def add_holding(
    conn: Connection,
    workspace_id: int,
    settled: Holding,
    kept: KeptFile | None = None,
    *,
    least_bytes: int | None = None,
) -> None:
    """Append what came of one attempt on one path. `kept` goes with the outcome `kept` and no other. `least_bytes`: how
    large a file is at least that was refused for its size."""
    if (kept is None) is (settled.outcome == HoldingOutcome.KEPT):
        raise AssertionError(f"a holding that is {settled.outcome} cannot be stored this way")
    measured = (
        {"size_bytes": least_bytes}
        if kept is None
        else {
            "size_bytes": kept.size_bytes,
            "declared_type": kept.declared_type,
            "sniffed_type": kept.sniffed_type,
            "duration_seconds": kept.duration_seconds,
            "width": kept.width,
            "height": kept.height,
        }
    )
    conn.execute(
        insert(holding).values(
            workspace_id=workspace_id,
            path=settled.path,
            outcome=settled.outcome,
            at_ms=settled.at_ms,
            sha256=settled.sha256,
            detail=settled.detail,
            **measured,
        )
    )


def allowed_now(
    conn: Connection, workspace_id: int, size_limit_bytes: int, paths: Collection[str] | None = None
) -> list[Holding]:
    """The refusals for size that are the last word about their path and that this limit would not make again.

    A refusal that does not say how large the file is counts among them. `paths`: only of these.
    """
    later = holding.alias()
    superseded = (
        select(later.c.id)
        .where(later.c.workspace_id == holding.c.workspace_id, later.c.path == holding.c.path)
        .where(later.c.id > holding.c.id)
        .exists()
    )
    wanted = select(holding.c.path, holding.c.outcome, holding.c.at_ms, holding.c.sha256, holding.c.detail).where(
        holding.c.workspace_id == workspace_id,
        holding.c.outcome == HoldingOutcome.REFUSED,
        holding.c.detail == TOO_LARGE,
        or_(holding.c.size_bytes.is_(None), holding.c.size_bytes <= size_limit_bytes),
        ~superseded,
    )
    if paths is not None:
        wanted = wanted.where(holding.c.path.in_(paths))
    return [Holding(*row) for row in conn.execute(wanted.order_by(holding.c.id))]


def kept_files(conn: Connection, workspace_id: int, digests: Collection[str]) -> dict[str, KeptFile]:
    """The files behind some digests; where several paths gave the same bytes, as the first of them was measured."""
    found: dict[str, KeptFile] = {}
    for some in chunks(digests):
        rows = conn.execute(
            select(
                holding.c.sha256,
                holding.c.size_bytes,
                holding.c.sniffed_type,
                holding.c.declared_type,
                holding.c.duration_seconds,
                holding.c.width,
                holding.c.height,
            )
            .where(holding.c.workspace_id == workspace_id, holding.c.sha256.in_(some))
            .order_by(holding.c.id)
        )
        for row in rows:
            found.setdefault(row.sha256, KeptFile(*row))
    return found


class HeldFile(NamedTuple):
    """One content that should be in the vault, and a path by which it came."""

    sha256: str
    size_bytes: int | None
    path: str


def held_files(conn: Connection, workspace_id: int) -> Iterator[HeldFile]:
    """Every content that is kept by what we know, once each and sorted; what was found lost since is not among them."""
    lost = holding.alias()
    found_lost = (
        select(lost.c.id)
        .where(
            lost.c.workspace_id == holding.c.workspace_id,
            lost.c.path == holding.c.path,
            lost.c.sha256 == holding.c.sha256,
            lost.c.outcome == HoldingOutcome.LOST,
            lost.c.id > holding.c.id,
        )
        .exists()
    )
    rows = conn.execute(
        select(holding.c.sha256, func.max(holding.c.size_bytes), func.min(holding.c.path))
        .where(holding.c.workspace_id == workspace_id, holding.c.outcome == HoldingOutcome.KEPT, ~found_lost)
        .group_by(holding.c.sha256)
        .order_by(holding.c.sha256)
    )
    for row in rows:
        yield HeldFile(*row)


def note_lost(conn: Connection, workspace_id: int, sha256: str, detail: str) -> list[str]:
    """Write down that a content is no longer in hand, for every path by which it came; the paths.

    The time is that of the newest thing known of each path, so that a link asked for from now on is newer.
    """
    came = holding.alias()
    rows = conn.execute(
        select(came.c.path, func.max(func.coalesce(link.c.asked_ms, came.c.at_ms)), func.max(came.c.at_ms))
        .outerjoin(link, and_(link.c.workspace_id == came.c.workspace_id, link.c.path == came.c.path))
        .where(came.c.workspace_id == workspace_id, came.c.sha256 == sha256, came.c.outcome == HoldingOutcome.KEPT)
        .group_by(came.c.path)
        .order_by(came.c.path)
    ).all()
    for path, linked_ms, at_ms in rows:
        lost = Holding(path, HoldingOutcome.LOST, max(linked_ms, at_ms), sha256, detail)
        add_holding(conn, workspace_id, lost)
    return [row[0] for row in rows]


def some_digests(conn: Connection, workspace_id: int, limit: int) -> list[str]:
    """Contents that should be in the vault: the last ones, and as many of any time."""
    wanted = select(holding.c.sha256).where(
        holding.c.workspace_id == workspace_id, holding.c.outcome == HoldingOutcome.KEPT
    )
    last = conn.execute(wanted.order_by(holding.c.id.desc()).limit(limit // 2)).scalars()
    anywhere = conn.execute(wanted.order_by(func.random()).limit(limit - limit // 2)).scalars()
    return [sha256 for sha256 in dict.fromkeys([*last, *anywhere]) if sha256 is not None]
