"""Webhooks: addresses of other systems, how far each has been told, and what was last said of a level."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from comptoir.wiring.tables import Xid8

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("types", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("below", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("secret_id", sa.Uuid(), nullable=False),
        sa.Column("secret_mark", sa.Text(), nullable=False),
        sa.Column("old_secrets", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("xid", Xid8(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("told_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("failures", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failing_since", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("trouble", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("tested_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("test_trouble", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('active', 'paused', 'disabled', 'removed')", name=op.f("ck_webhooks_state")),
        sa.CheckConstraint("channel IN ('web', 'store', 'app', 'marketplace')", name=op.f("ck_webhooks_channel")),
        sa.CheckConstraint("below > 0", name=op.f("ck_webhooks_below")),
        sa.CheckConstraint("(failures > 0) = (failing_since IS NOT NULL)", name=op.f("ck_webhooks_failures")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "told_levels",
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.CheckConstraint("band IN ('in', 'low', 'out')", name=op.f("ck_told_levels_band")),
        sa.PrimaryKeyConstraint("webhook_id", "location_id", "variant_id", name=op.f("pk_told_levels")),
        postgresql_with={"fillfactor": "80"},
    )
