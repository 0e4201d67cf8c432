"""By hand: slices that stay where somebody put them, and orders that routing leaves alone."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("allocations", sa.Column("is_locked", sa.Boolean(), server_default="false", nullable=False))
    op.create_table(
        "held_orders",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("held_by", sa.Text(), nullable=False),
        sa.Column("held_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_held_orders_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_held_orders")),
    )
