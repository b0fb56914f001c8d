"""The people who sign in here, with what they may see."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from onrecord.domain.access import Scope
from onrecord.storage.schema import user

OWNER = "owner"
MEMBER = "member"


@dataclass(frozen=True, slots=True)
class User:
    """Someone who signs in. `lines` None means every line; a `session_epoch` that moved on ends older sessions."""

    id: int
    workspace_id: int
    email: str
    name: str
    password_hash: str
    role: str
    lines: frozenset[str] | None
    session_epoch: int
    disabled_ms: int | None

    @property
    def scope(self) -> Scope:
        return Scope(self.workspace_id, None if self.role == OWNER else self.lines)


def canonical_email(email: str) -> str:
    """The stored form: what people mistype most, case and surrounding space, makes no other person."""
    return email.strip().casefold()


def put_user(
    conn: Connection,
    workspace_id: int,
    *,
    email: str,
    name: str,
    password_hash: str,
    role: str,
    lines: Collection[str] | None,
    now_ms: int,
) -> int:
    """Add a user, or give the one with that e-mail a new password and scope; the id is returned.

    Whoever was signed in as an existing one is signed out.
    """
    values = {
        "name": name,
        "password_hash": password_hash,
        "role": role,
        "lines": None if lines is None else json.dumps(sorted(lines)),
    }
    known = user_by_email(conn, workspace_id, email)
    if known is not None:
        _change(conn, workspace_id, known.id, **values, disabled_ms=None, session_epoch=user.c.session_epoch + 1)
        return known.id
    new = {"workspace_id": workspace_id, "email": canonical_email(email), "created_ms": now_ms}
    return int(conn.execute(insert(user).values(**new, **values).returning(user.c.id)).scalar_one())


def user_by_email(conn: Connection, workspace_id: int, email: str) -> User | None:
    wanted = (user.c.workspace_id == workspace_id, user.c.email == canonical_email(email))
    row = conn.execute(select(user).where(*wanted)).mappings().one_or_none()
    return None if row is None else _user(row)


def user_by_id(conn: Connection, workspace_id: int, user_id: int) -> User | None:
    wanted = (user.c.workspace_id == workspace_id, user.c.id == user_id)
    row = conn.execute(select(user).where(*wanted)).mappings().one_or_none()
    return None if row is None else _user(row)


def all_users(conn: Connection, workspace_id: int) -> list[User]:
    rows = conn.execute(select(user).where(user.c.workspace_id == workspace_id).order_by(user.c.email))
    return [_user(row) for row in rows.mappings()]


def count_users(conn: Connection, workspace_id: int) -> int:
    """How many can sign in."""
    counted = select(func.count()).where(user.c.workspace_id == workspace_id, user.c.disabled_ms.is_(None))
    return int(conn.execute(counted).scalar_one())


def keep_rehash(conn: Connection, workspace_id: int, user_id: int, password_hash: str) -> None:
    """The same password under newer parameters; nobody is signed out."""
    _change(conn, workspace_id, user_id, password_hash=password_hash)


def end_sessions(conn: Connection, workspace_id: int, user_id: int) -> None:
    """Sign one user out everywhere."""
    _change(conn, workspace_id, user_id, session_epoch=user.c.session_epoch + 1)


def disable(conn: Connection, workspace_id: int, email: str, now_ms: int) -> bool:
    """Close one account; False where there is none. Nobody is removed: what a user decided keeps its name."""
    known = user_by_email(conn, workspace_id, email)
    if known is None:
        return False
    _change(conn, workspace_id, known.id, disabled_ms=now_ms, session_epoch=user.c.session_epoch + 1)
    return True


def _change(conn: Connection, workspace_id: int, user_id: int, **values: object) -> None:
    conn.execute(update(user).where(user.c.workspace_id == workspace_id, user.c.id == user_id).values(**values))


def _user(held: RowMapping) -> User:
    return User(
        id=held["id"],
        workspace_id=held["workspace_id"],
        email=held["email"],
        name=held["name"],
        password_hash=held["password_hash"],
        role=held["role"],
        lines=None if held["lines"] is None else frozenset(json.loads(held["lines"])),
        session_epoch=held["session_epoch"],
        disabled_ms=held["disabled_ms"],
    )
