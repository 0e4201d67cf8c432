"""Orders to practise on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practice_orders",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("progress", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_practice_orders_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_practice_orders")),
    )


def downgrade() -> None:
    op.drop_table("practice_orders")
