"""Stock made rich: unsellable by cause, safety by rule, holds, stock-outs, trust, inbound, and a leaner ledger.

The code before this one writes `unsellable` and `safety`, so this migration is for a chain that is closed: there is no
release before it that could still run.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CAUSES = (
    "'opening', 'sale', 'return', 'count', 'feed', 'damage', 'display', 'block', 'restore', 'loss', 'theft', 'own_use', "
    "'disposal', 'found', 'transfer_out', 'transfer_in', 'fulfilment'"
)


def upgrade() -> None:
    levels()
    movements()
    holds()
    op.create_table(
        "safety_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("variant_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("nearness", sa.BigInteger(), sa.Computed(NEARNESS, persisted=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_safety_rules_quantity")),
        sa.CheckConstraint("channel IN ('web', 'store', 'app', 'marketplace')", name=op.f("ck_safety_rules_channel")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_safety_rules_location_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_safety_rules_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_rules")),
    )
    op.create_index(
        "uq_safety_rules_place",
        "safety_rules",
        ["variant_id", "location_id", "department", "channel"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "stock_outs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_stock_outs_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_outs")),
    )
    op.create_index(
        "uq_stock_outs_running",
        "stock_outs",
        ["location_id", "variant_id"],
        unique=True,
        postgresql_where="ended_at IS NULL",
    )
    op.create_index("ix_stock_outs_level", "stock_outs", ["location_id", "variant_id", "began_at"], unique=False)
    op.create_table(
        "stock_trust",
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.Float(), nullable=False),
        sa.Column("missed", sa.Float(), nullable=False),
        sa.Column("seen_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("found >= 0 AND missed >= 0", name=op.f("ck_stock_trust_counts")),
        sa.PrimaryKeyConstraint("location_id", "variant_id", name=op.f("pk_stock_trust")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_table(
        "inbound",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('transfer', 'purchase')", name=op.f("ck_inbound_kind")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_inbound_quantity")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_inbound_location_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_inbound_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
    )
    op.create_index("uq_inbound_reference", "inbound", ["kind", "reference", "location_id", "variant_id"], unique=True)
    op.create_index("ix_inbound_variant", "inbound", ["variant_id", "location_id"], unique=False)


NEARNESS = (
    "CASE WHEN channel IS NULL THEN 0 ELSE 8 END + CASE WHEN variant_id IS NULL THEN 0 ELSE 4 END + "
    "CASE WHEN department IS NULL THEN 0 ELSE 2 END + CASE WHEN location_id IS NULL THEN 0 ELSE 1 END"
)


def levels() -> None:
    for name in ("damaged", "display", "blocked"):
        op.add_column("stock_levels", sa.Column(name, sa.BigInteger(), server_default="0", nullable=False))
    op.execute("UPDATE stock_levels SET damaged = unsellable WHERE unsellable > 0")
    op.drop_constraint("ck_stock_levels_unsellable", "stock_levels")
    op.drop_constraint("ck_stock_levels_safety", "stock_levels")
    op.drop_column("stock_levels", "unsellable")
    op.drop_column("stock_levels", "safety")
    unsellable = sa.Computed("damaged + display + blocked", persisted=True)
    op.add_column("stock_levels", sa.Column("unsellable", sa.BigInteger(), unsellable, nullable=False))
    op.create_check_constraint("unsellable", "stock_levels", "damaged >= 0 AND display >= 0 AND blocked >= 0")
    op.add_column("stock_levels", sa.Column("stated_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("stock_levels", sa.Column("sequence", sa.BigInteger(), server_default="0", nullable=False))


def movements() -> None:
    op.drop_constraint("fk_movements_location_id_variant_id", "movements")
    op.drop_constraint("pk_movements", "movements")
    op.drop_index("ix_movements_level", "movements")
    op.drop_column("movements", "id")
    op.create_primary_key("pk_movements", "movements", ["location_id", "variant_id", "version"])
    op.drop_constraint("ck_movements_cause", "movements")
    op.create_check_constraint("cause", "movements", f"cause IN ({CAUSES})")


def holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("purpose IN ('basket', 'aisle')", name=op.f("ck_holds_purpose")),
        sa.CheckConstraint("channel IN ('web', 'store', 'app', 'marketplace')", name=op.f("ck_holds_channel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.add_column("reservations", sa.Column("hold_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_reservations_hold_id"), "reservations", "holds", ["hold_id"], ["id"])
    op.create_index(
        op.f("ix_reservations_hold_id"),
        "reservations",
        ["hold_id"],
        unique=False,
        postgresql_where="hold_id IS NOT NULL",
    )
