"""Help for stores: its budget, drawn in slices, and the ledger of what it moved."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "routing_boosts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=False),
        sa.Column("drawn", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("starts_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ends_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("stopped_by", sa.Text(), nullable=True),
        sa.Column("stopped_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0 AND drawn BETWEEN 0 AND budget", name=op.f("ck_routing_boosts_budget")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_routing_boosts_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_boosts")),
    )
    slices()
    uses()


def slices() -> None:
    counts = ("drawn", "spent", "orders", "units")
    op.create_table(
        "routing_boost_slices",
        sa.Column("boost_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), server_default="0", nullable=False) for name in counts),
        sa.CheckConstraint(
            "spent BETWEEN 0 AND drawn AND orders >= 0 AND units >= 0", name=op.f("ck_routing_boost_slices_spent")
        ),
        sa.ForeignKeyConstraint(["boost_id"], ["routing_boosts.id"], name=op.f("fk_routing_boost_slices_boost_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_routing_boost_slices_location_id")),
        sa.PrimaryKeyConstraint("boost_id", "location_id", name=op.f("pk_routing_boost_slices")),
        postgresql_with={"fillfactor": "60"},
    )
    op.create_index("ix_routing_boost_slices_location_id", "routing_boost_slices", ["location_id"], unique=False)


def uses() -> None:
    op.create_table(
        "routing_boost_uses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("boost_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0 AND units > 0", name=op.f("ck_routing_boost_uses_positive")),
        sa.ForeignKeyConstraint(["boost_id"], ["routing_boosts.id"], name=op.f("fk_routing_boost_uses_boost_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_routing_boost_uses_location_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_routing_boost_uses_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_boost_uses")),
    )
    op.create_index("ix_routing_boost_uses_boost", "routing_boost_uses", ["boost_id", "at"], unique=False)
