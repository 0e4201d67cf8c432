"""Trials of draft policies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "routing_trials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("against", sa.BigInteger(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("since", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("read_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("read_id", sa.Uuid(), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'replaying', 'live', 'done', 'stopped')", name=op.f("ck_routing_trials_state")
        ),
        sa.ForeignKeyConstraint(["version"], ["routing_policies.version"], name=op.f("fk_routing_trials_version")),
        sa.ForeignKeyConstraint(["against"], ["routing_policies.version"], name=op.f("fk_routing_trials_against")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_trials")),
    )
    op.create_index("ix_routing_trials_version", "routing_trials", ["version", "made_at"], unique=False)
    op.create_index("ix_routing_trials_live", "routing_trials", ["id"], unique=False, postgresql_where="state = 'live'")
    op.create_index("ix_routing_decisions_made_at", "routing_decisions", ["made_at", "id"], unique=False)
