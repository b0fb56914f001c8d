"""Say of every claim whether it agrees, of every disagreement between whom it is, of every activity who showed it

The rules of the fold have grown with it, so that all activities are folded again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("activity", sa.Column("surfaces", sa.Text(), nullable=False, server_default=""))
    op.add_column("claim", sa.Column("agrees", sa.Boolean(), nullable=False, server_default="1"))
    op.add_column("claim", sa.Column("explained", sa.Text()))
    op.add_column("discrepancy", sa.Column("surface", sa.String(8)))
    op.add_column("discrepancy", sa.Column("against", sa.String(8)))
    op.execute(
        "INSERT INTO dirty (workspace_id, kind, subject, token, at_ms)"
        " SELECT workspace_id, 'activity', id, 5, 0 FROM activity WHERE true"
        " ON CONFLICT (workspace_id, kind, subject) DO NOTHING"
    )
