"""What is missing: announced pictures, activities that nobody has shown, what people said of gaps.

Everything that was told of activities is folded once more, because the fold now says more of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WORDS = ("media", "voicemail", "recording", "transcript", "summary")
EMPTY = "text = '' AND media_word IN ('none', 'unknown', 'withheld')"


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("more", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "activity_id", name="pk_announcement"),
    )
    op.create_table(
        "unseen_activity",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=True),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_unseen_activity"),
    )
    op.create_table(
        "gap_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_gap_decision_key", "gap_decision", ["workspace_id", "key"], unique=False)
    op.create_index("ix_activity_kind", "activity", ["workspace_id", "kind", "line_id", "at_ms"], unique=False)
    _index_some("ix_activity_empty", ["workspace_id", "line_id", "at_ms", "id"], EMPTY)
    for kind in WORDS:
        columns = ["workspace_id", f"{kind}_word", "line_id", "word_reasons", "at_ms", "id"]
        _index_some(f"ix_activity_{kind}_unheard", columns, f"{kind}_word IN ('unknown', 'withheld')")
    op.execute(
        "INSERT INTO dirty (workspace_id, kind, subject, token, at_ms)"
        " SELECT DISTINCT workspace_id, kind, subject, 8, 0 FROM mention WHERE kind = 'activity'"
        " ON CONFLICT (workspace_id, kind, subject) DO UPDATE SET token = excluded.token"
    )


def _index_some(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "activity", columns, unique=False, sqlite_where=where, postgresql_where=where)
