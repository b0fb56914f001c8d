"""Which conversations a list by full numbers does not show whole"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OUT_OF_REACH = sa.text("reach <> 'person'")
FINISHED = sa.text("finished_ms IS NOT NULL")


def upgrade() -> None:
    op.add_column("conversation", sa.Column("reach", sa.String(20), nullable=False, server_default="person"))
    op.create_index(
        "ix_conversation_reach",
        "conversation",
        ["workspace_id", "reach", "line_id"],
        sqlite_where=OUT_OF_REACH,
        postgresql_where=OUT_OF_REACH,
    )
    op.create_index(
        "ix_walk_asked",
        "walk",
        ["workspace_id", "operation", "asked"],
        sqlite_where=FINISHED,
        postgresql_where=FINISHED,
    )
    op.execute(  # all but those with one full number: what they are, the rows say when they are made anew
        "INSERT INTO dirty (workspace_id, kind, subject, token, at_ms)"
        " SELECT workspace_id, 'inbox', key, 16, 0 FROM conversation"
        " WHERE rtrim(participants, '0123456789\"]') <> '[\"+'"
        " ON CONFLICT (workspace_id, kind, subject) DO UPDATE SET token = excluded.token"
    )
