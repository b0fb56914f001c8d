"""New members of the provider's answers"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "new_field",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("surface", sa.String(length=8), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("observation_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "surface", "operation", "field", "observation_id", name="pk_new_field"),
    )
