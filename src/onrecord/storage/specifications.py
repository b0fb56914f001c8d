"""What the provider published about its surfaces: every edition as it was, and what changed from one to the next."""

import zlib
from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from onrecord.storage.schema import specification, specification_change


class Edition(NamedTuple):
    """One published text. Times are the provider's; `whole` False: it breaks off."""

    id: int
    surface: str
    url: str
    whole: bool
    first_seen_ms: int
    last_seen_ms: int


class EditionChange(NamedTuple):
    """One difference between two editions, as `provider.specification` words it."""

    surface: str
    kind: str
    operation: str
    place: str
    before: str
    after: str
    at_ms: int


_EDITION = (
    specification.c.id,
    specification.c.surface,
    specification.c.url,
    specification.c.whole,
    specification.c.first_seen_ms,
    specification.c.last_seen_ms,
)
_CHANGE = tuple(specification_change.c[name] for name in EditionChange._fields)


def digest_of(text: bytes) -> bytes:
    return blake2b(text, digest_size=16).digest()


def find_edition(conn: Connection, workspace_id: int, surface: str, text: bytes) -> Edition | None:
    """The edition with exactly this text, if it was ever seen."""
    row = conn.execute(
        select(*_EDITION).where(
            specification.c.workspace_id == workspace_id,
            specification.c.surface == surface,
            specification.c.digest == digest_of(text),
        )
    ).first()
    return Edition(*row) if row else None


def newest_edition(conn: Connection, workspace_id: int, surface: str) -> Edition | None:
    """The one that was seen last, of those that are whole."""
    row = conn.execute(
        select(*_EDITION)
        .where(
            specification.c.workspace_id == workspace_id,
            specification.c.surface == surface,
            specification.c.whole.is_(True),
        )
        .order_by(specification.c.last_seen_ms.desc(), specification.c.id.desc())
        .limit(1)
    ).first()
    return Edition(*row) if row else None


def newest_editions(conn: Connection, workspace_id: int) -> list[Edition]:
    """The one of each surface, by surface."""
    surfaces = conn.execute(
        select(specification.c.surface)
        .where(specification.c.workspace_id == workspace_id)
        .distinct()
        .order_by(specification.c.surface)
    ).scalars()
    found = (newest_edition(conn, workspace_id, surface) for surface in list(surfaces))
    return [edition for edition in found if edition is not None]


def text_of(conn: Connection, workspace_id: int, edition_id: int) -> bytes:
    """The text as it was published."""
    packed = conn.execute(
        select(specification.c.text).where(
            specification.c.workspace_id == workspace_id, specification.c.id == edition_id
        )
    ).scalar_one()
    return zlib.decompress(packed)


def add_edition(
    conn: Connection, workspace_id: int, *, surface: str, url: str, text: bytes, whole: bool, at_ms: int
) -> int:
    """A text that was not seen before; its id."""
    added = conn.execute(
        insert(specification).values(
            workspace_id=workspace_id,
            surface=surface,
            url=url,
            digest=digest_of(text),
            text=zlib.compress(text, 9),
            whole=whole,
            first_seen_ms=at_ms,
            last_seen_ms=at_ms,
        )
    )
    key = added.inserted_primary_key
    if key is None:
        raise AssertionError("an inserted edition has an id")
    return int(key[0])


def see_again(conn: Connection, workspace_id: int, edition_id: int, *, url: str, at_ms: int) -> None:
    """It is still, or again, what is published."""
    conn.execute(
        update(specification)
        .where(specification.c.workspace_id == workspace_id, specification.c.id == edition_id)
        .values(url=url, last_seen_ms=at_ms)
    )


def last_seen_ms(conn: Connection, workspace_id: int, surface: str) -> int | None:
    """When the surface's specification was last fetched, whatever came."""
    newest = select(func.max(specification.c.last_seen_ms)).where(
        specification.c.workspace_id == workspace_id, specification.c.surface == surface
    )
    found: int | None = conn.scalar(newest)
    return found


def add_changes(
    conn: Connection, workspace_id: int, changes: Iterable[EditionChange], *, before_id: int, after_id: int
) -> None:
    rows = [
        {"workspace_id": workspace_id, "before_id": before_id, "after_id": after_id, **change._asdict()}
        for change in changes
    ]
    if rows:
        conn.execute(insert(specification_change), rows)


def read_changes(conn: Connection, workspace_id: int, *, limit: int = 200) -> list[EditionChange]:
    """The newest first; those of one day in the order of operations."""
    rows = conn.execute(
        select(*_CHANGE)
        .where(specification_change.c.workspace_id == workspace_id)
        .order_by(specification_change.c.at_ms.desc(), specification_change.c.id)
        .limit(limit)
    )
    return [EditionChange(*row) for row in rows]
