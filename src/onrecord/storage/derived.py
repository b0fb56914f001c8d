"""What was made of files for the eyes and ears of a browser. Can be made again; a rebuild keeps it."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, or_, select, text

from onrecord.storage.schema import derived

MADE = "made"
FAILED = "failed"

_PUT = text(
    "INSERT INTO derived (workspace_id, sha256, recipe, outcome, derived_sha256, media_type, detail)"
    " VALUES (:workspace_id, :sha256, :recipe, :outcome, :derived_sha256, :media_type, :detail)"
    " ON CONFLICT (workspace_id, sha256, recipe) DO UPDATE SET outcome = excluded.outcome,"
    " derived_sha256 = excluded.derived_sha256, media_type = excluded.media_type, detail = excluded.detail"
)


@dataclass(frozen=True, slots=True)
class Derived:
    """What a recipe gave: `made` with the digest and type of the made file, or `failed` with the reason."""

    sha256: str
    recipe: str
    outcome: str
    derived_sha256: str | None = None
    media_type: str | None = None
    detail: str | None = None


def find_derived(conn: Connection, workspace_id: int, sha256: str, recipe: str) -> Derived | None:
    """What is known of one recipe on one file."""
    row = conn.execute(
        select(
            derived.c.sha256,
            derived.c.recipe,
            derived.c.outcome,
            derived.c.derived_sha256,
            derived.c.media_type,
            derived.c.detail,
        ).where(
            derived.c.workspace_id == workspace_id,
            derived.c.sha256 == sha256,
            derived.c.recipe == recipe,
        )
    ).first()
    return None if row is None else Derived(*row)


def put_derived(conn: Connection, workspace_id: int, made: Derived) -> None:
    """Note it, in place of what was noted before."""
    conn.execute(_PUT, {"workspace_id": workspace_id, **asdict(made)})


def forget(conn: Connection, workspace_id: int, sha256: str) -> None:
    """Forget what was made of a file, and that the file was made of another one: it is made again when asked for."""
    of_it = or_(derived.c.sha256 == sha256, derived.c.derived_sha256 == sha256)
    conn.execute(delete(derived).where(derived.c.workspace_id == workspace_id, of_it))


def forget_failures(conn: Connection, workspace_id: int) -> int:
    """Let everything that could not be made be tried again, as after an update; the number of notes."""
    failures = delete(derived).where(derived.c.workspace_id == workspace_id, derived.c.outcome == FAILED)
    return conn.execute(failures).rowcount
