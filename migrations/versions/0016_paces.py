"""How levels sell."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stock_paces",
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("sold", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("is_broken", sa.Boolean(), nullable=False),
        sa.CheckConstraint("sold >= 0 AND days > 0", name=op.f("ck_stock_paces_sold")),
        sa.PrimaryKeyConstraint("location_id", "variant_id", name=op.f("pk_stock_paces")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_table(
        "paces_measured",
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("measured_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_paces_measured_location_id")),
        sa.PrimaryKeyConstraint("location_id", name=op.f("pk_paces_measured")),
    )
