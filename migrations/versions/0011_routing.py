"""Routing: addresses and methods of orders, policies, decisions, what waits, and capacity given."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    destinations()
    policies()
    decisions()
    op.create_table(
        "capacity_days",
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("given", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("given >= 0", name=op.f("ck_capacity_days_given")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_capacity_days_location_id")),
        sa.PrimaryKeyConstraint("location_id", "day", name=op.f("pk_capacity_days")),
        postgresql_with={"fillfactor": "60"},
    )


def destinations() -> None:
    op.create_table(
        "addresses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), server_default="", nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.CheckConstraint("country ~ '^[A-Z]{2}$'", name=op.f("ck_addresses_country")),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name=op.f("ck_addresses_coordinates")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_addresses_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
    )
    op.create_index(op.f("ix_addresses_customer_id"), "addresses", ["customer_id"], unique=False)
    op.add_column("orders", sa.Column("address_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_orders_address_id"), "orders", "addresses", ["address_id"], ["id"])
    op.drop_constraint("ck_orders_method", "orders")
    op.create_check_constraint("method", "orders", "method IN ('collect', 'ship', 'express', 'appointment', 'mixed')")
    op.create_check_constraint(
        "destination", "orders", "num_nonnulls(location_id, address_id) >= CASE method WHEN 'mixed' THEN 2 ELSE 1 END"
    )
    op.add_column("order_lines", sa.Column("method", sa.Text(), server_default="collect", nullable=False))
    op.create_check_constraint("method", "order_lines", "method IN ('collect', 'ship', 'express', 'appointment')")
    op.add_column("variants", sa.Column("weight", sa.BigInteger(), server_default="0", nullable=False))
    op.create_check_constraint("weight", "variants", "weight >= 0")


def policies() -> None:
    op.create_table(
        "routing_policies",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("published_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("retired_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'published', 'retired')", name=op.f("ck_routing_policies_state")),
        sa.CheckConstraint("(state = 'draft') = (published_at IS NULL)", name=op.f("ck_routing_policies_published")),
        sa.CheckConstraint("(state = 'retired') = (retired_at IS NOT NULL)", name=op.f("ck_routing_policies_retired")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_routing_policies")),
    )
    op.create_index(
        "uq_routing_policies_published",
        "routing_policies",
        ["state"],
        unique=True,
        postgresql_where="state = 'published'",
    )


def decisions() -> None:
    op.create_table(
        "routing_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.Column("network_version", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "cause IN ('placed', 'refused', 'shortfall', 'suspended', 'untaken', 'late', 'changed', 'stock', 'by_hand')",
            name=op.f("ck_routing_decisions_cause"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_routing_decisions_order_id")),
        sa.ForeignKeyConstraint(
            ["policy_version"], ["routing_policies.version"], name=op.f("fk_routing_decisions_policy_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_decisions")),
    )
    op.create_index("ix_routing_decisions_order", "routing_decisions", ["order_id", "made_at"], unique=False)
    op.create_table(
        "routing_waits",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("then", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tried_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("handed_over_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("\"then\" IN ('cancel', 'person')", name=op.f("ck_routing_waits_then")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_routing_waits_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_routing_waits")),
    )
    op.create_index(
        "ix_routing_waits_deadline",
        "routing_waits",
        ["deadline_at"],
        unique=False,
        postgresql_where="handed_over_at IS NULL",
    )
