"""Messages by which it is known that old media are given"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "old_media",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_old_media"),
    )
    op.execute(  # which of them prove it, the fold says
        "INSERT INTO dirty (workspace_id, kind, subject, token, at_ms)"
        " SELECT workspace_id, 'activity', id, 12, 0 FROM activity"
        " WHERE kind = 'message' AND media_word = 'some' AND at_ms < 1787270400000"
        " ON CONFLICT (workspace_id, kind, subject) DO UPDATE SET token = excluded.token"
    )
