"""What was delivered and what was refused"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.Column("generation", sa.String(length=8), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=True),
        sa.Column("event_type", sa.Text(), nullable=True),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_received_ms", sa.BigInteger(), nullable=False),
        sa.Column("repeats", sa.Integer(), server_default="0", nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("observation_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "delivery_id", "hook", name="pk_delivery"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_delivery_received", "delivery", ["workspace_id", "received_ms"], unique=False)
    op.create_table(
        "hook",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Text(), nullable=False),
        sa.Column("generation", sa.String(length=8), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("workspace_id", "webhook_id", "secret", name="uq_hook_secret"),
    )
    op.create_table(
        "refusal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(length=24), nullable=False),
        sa.Column("header", sa.String(length=32), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "refusal_count",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=24), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "why", name="pk_refusal_count"),
    )
    op.create_table(
        "stray_voicemail",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_stray_voicemail"),
    )
    op.create_index("ix_stray_voicemail_call", "stray_voicemail", ["workspace_id", "call_id"], unique=False)
    op.create_table(
        "test_event",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "event_id", name="pk_test_event"),
    )
