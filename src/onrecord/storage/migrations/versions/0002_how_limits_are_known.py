"""How limits are known, and whose change it was"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("surface", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), server_default="", nullable=False),
        sa.Column("tested", sa.Text(), server_default="", nullable=False),
        sa.Column("noted", sa.BigInteger(), nullable=False),
        sa.Column("turned", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "name", "surface", "kind", name="pk_evidence"),
    )
    op.add_column("capability_change", sa.Column("origin", sa.String(length=8), nullable=True))
    # What was known so far came from questions that were asked and answered.
    op.execute(
        "INSERT INTO evidence (workspace_id, name, surface, kind, verdict, detail, at_ms, noted)"
        " SELECT workspace_id, name, surface, 'probe', verdict, evidence, checked_ms, 0 FROM capability"
    )
