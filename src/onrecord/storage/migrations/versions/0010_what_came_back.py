"""What came back after a limit fell"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("sync_run", sa.Column("provider_ms", sa.BigInteger(), nullable=True))
    op.create_table(
        "recovery",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("surface", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("began_ms", sa.BigInteger(), nullable=False),
        sa.Column("before_ms", sa.BigInteger(), nullable=False),
        sa.Column("begun_run", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=True),
        sa.Column("held_before", sa.Integer(), nullable=False),
        sa.Column("recovered", sa.Integer(), nullable=True),
        sa.Column("finished_ms", sa.BigInteger(), nullable=True),
    )
