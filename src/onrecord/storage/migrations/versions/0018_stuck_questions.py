"""Questions that runs of the sync failed on"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stuck_question",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("surface", sa.String(length=8), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "surface", "operation", name="pk_stuck_question"),
    )
