"""What people wait to see is folded first"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

URGENT = sa.text("urgent")


def upgrade() -> None:
    op.add_column("dirty", sa.Column("urgent", sa.Boolean, nullable=False, server_default="1"))
    op.create_index(
        "ix_dirty_urgent",
        "dirty",
        ["workspace_id", "kind", "subject"],
        sqlite_where=URGENT,
        postgresql_where=URGENT,
    )
