"""Finding what the provider kept back"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

REFUSED = sa.text("http_status IN (402, 403)")


def upgrade() -> None:
    op.create_index(
        "ix_observation_refused",
        "observation",
        ["workspace_id", "operation"],
        sqlite_where=REFUSED,
        postgresql_where=REFUSED,
    )
