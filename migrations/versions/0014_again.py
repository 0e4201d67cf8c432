"""Decide again: work that is taken back from a location, how quickly each works, and what it may not keep."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PREPARATION_STATES = (
    "state IN ('open', 'picking', 'picked', 'packed', 'ready', 'collected', 'shipped', 'sent', 'refused', "
    "'withdrawn', 'cancelled', 'expired')"
)
ALLOCATION_STATES = "state IN ('routed', 'moving', 'ready', 'fulfilled', 'refused', 'withdrawn', 'cancelled')"
REASONS = "withdrawn_for IN ('shortfall', 'suspended', 'untaken', 'late', 'changed', 'by_hand')"


def upgrade() -> None:
    preparations()
    op.drop_constraint("ck_allocations_state", "allocations")
    op.create_check_constraint("state", "allocations", ALLOCATION_STATES)
    op.create_table(
        "routing_paces",
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("measured", sa.BigInteger(), nullable=False),
        sa.Column("measured_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("seconds > 0 AND measured > 0", name=op.f("ck_routing_paces_positive")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_routing_paces_location_id")),
        sa.PrimaryKeyConstraint("location_id", name=op.f("pk_routing_paces")),
        postgresql_with={"fillfactor": "60"},
    )
    op.create_table(
        "routing_risks",
        sa.Column("preparation_id", sa.Uuid(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("due_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("because IN ('suspended', 'untaken', 'late')", name=op.f("ck_routing_risks_because")),
        sa.PrimaryKeyConstraint("preparation_id", name=op.f("pk_routing_risks")),
    )
    op.create_index("ix_routing_risks_due", "routing_risks", ["due_at"])
    op.create_index("ix_routing_waits_tried", "routing_waits", ["tried_at"], postgresql_where="handed_over_at IS NULL")


def preparations() -> None:
    op.add_column("preparations", sa.Column("picked_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("preparations", sa.Column("withdrawn_for", sa.Text(), nullable=True))
    op.drop_constraint("ck_preparations_state", "preparations")
    op.create_check_constraint("state", "preparations", PREPARATION_STATES)
    op.create_check_constraint("withdrawn", "preparations", "(state = 'withdrawn') <= (withdrawn_for IS NOT NULL)")
    op.create_check_constraint("withdrawn_for", "preparations", REASONS)
