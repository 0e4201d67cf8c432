"""What was done offline: who was there, when it happened, and what does not fit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0028"
branch_labels = None
depends_on = None

OPEN = "resolved_at IS NULL"


def upgrade() -> None:
    op.add_column("sessions", sa.Column("was_switched", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("events", sa.Column("acted_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.create_table(
        "conflicts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("preparation_id", sa.Uuid(), nullable=True),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("count_id", sa.Uuid(), nullable=True),
        sa.Column("variant_id", sa.BigInteger(), nullable=True),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("said", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_entered", sa.Boolean(), nullable=False),
        sa.Column("acted_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("found_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "resolution IN ('understood', 'put_back', 'took_over')", name=op.f("ck_conflicts_resolution")
        ),
        sa.CheckConstraint("(resolved_at IS NULL) = (resolution IS NULL)", name=op.f("ck_conflicts_resolved")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_conflicts_location_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_conflicts_staff_id")),
        sa.ForeignKeyConstraint(["preparation_id"], ["preparations.id"], name=op.f("fk_conflicts_preparation_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_conflicts_transfer_id")),
        sa.ForeignKeyConstraint(["count_id"], ["counts.id"], name=op.f("fk_conflicts_count_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_conflicts_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint("actor", "key", name=op.f("uq_conflicts_actor_key")),
    )
    op.create_index("ix_conflicts_location", "conflicts", ["location_id", "found_at"], postgresql_where=OPEN)
    op.create_index("ix_conflicts_preparation", "conflicts", ["preparation_id"], postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_table("conflicts")
    op.drop_column("events", "acted_at")
    op.drop_column("sessions", "was_switched")
