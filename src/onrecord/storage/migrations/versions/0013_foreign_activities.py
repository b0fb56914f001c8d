"""Deliveries that speak of phone numbers which are not the workspace's"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "foreign_activity",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_foreign_activity"),
    )
    op.create_index("ix_foreign_activity_line", "foreign_activity", ["workspace_id", "line_id"])
    op.execute(  # whether they are foreign, the fold says
        "INSERT INTO dirty (workspace_id, kind, subject, token, at_ms)"
        " SELECT workspace_id, 'activity', id, 13, 0 FROM activity a WHERE line_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM line l WHERE l.workspace_id = a.workspace_id AND l.id = a.line_id)"
        " ON CONFLICT (workspace_id, kind, subject) DO UPDATE SET token = excluded.token"
    )
