"""Baskets of stores, and the chain's promotions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "baskets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), nullable=True),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("coupons", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("currency", sa.Text(), server_default="EUR", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("left_for", sa.Text(), nullable=True),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("changed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'parked', 'left')", name=op.f("ck_baskets_state")),
        sa.CheckConstraint("(state = 'open') <= (holder_id IS NOT NULL)", name=op.f("ck_baskets_holder")),
        sa.CheckConstraint("(state = 'left') = (ended_at IS NOT NULL)", name=op.f("ck_baskets_ended")),
        sa.CheckConstraint("left_for IS NULL OR state = 'left'", name=op.f("ck_baskets_left_for")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_baskets_location_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["staff.id"], name=op.f("fk_baskets_holder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baskets")),
    )
    op.create_index("ix_baskets_live", "baskets", ["location_id", "changed_at"], postgresql_where="ended_at IS NULL")
    op.create_table(
        "basket_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("basket_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_basket_lines_quantity")),
        sa.CheckConstraint("method IN ('now', 'collect', 'ship')", name=op.f("ck_basket_lines_method")),
        sa.ForeignKeyConstraint(["basket_id"], ["baskets.id"], name=op.f("fk_basket_lines_basket_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_basket_lines_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket_lines")),
        sa.UniqueConstraint(
            "basket_id", "variant_id", "method", name=op.f("uq_basket_lines_basket_id_variant_id_method")
        ),
    )
    op.create_table(
        "basket_discounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("basket_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=True),
        sa.Column("form", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("allowed_by", sa.BigInteger(), nullable=True),
        sa.Column("given_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason IN ('damaged', 'last_piece', 'price_match', 'goodwill', 'staff')",
            name=op.f("ck_basket_discounts_reason"),
        ),
        sa.ForeignKeyConstraint(["basket_id"], ["baskets.id"], name=op.f("fk_basket_discounts_basket_id")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["basket_lines.id"], name=op.f("fk_basket_discounts_line_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["allowed_by"], ["staff.id"], name=op.f("fk_basket_discounts_allowed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket_discounts")),
    )
    op.create_index(op.f("ix_basket_discounts_basket_id"), "basket_discounts", ["basket_id"])
    op.create_index(op.f("ix_basket_discounts_line_id"), "basket_discounts", ["line_id"])
    op.create_table(
        "promotions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form", postgresql.JSONB(), nullable=False),
        sa.Column("of", sa.Text(), server_default="units", nullable=False),
        sa.Column("scope", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("minimum", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rank", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("coupon", sa.Text(), nullable=True),
        sa.Column("stores", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("of IN ('units', 'basket')", name=op.f("ck_promotions_of")),
        sa.CheckConstraint("minimum >= 0", name=op.f("ck_promotions_minimum")),
        sa.CheckConstraint("from_day <= to_day", name=op.f("ck_promotions_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
    )
    op.create_index("uq_promotions_coupon", "promotions", ["coupon"], unique=True, postgresql_where="ended_at IS NULL")


def downgrade() -> None:
    for table in ("promotions", "basket_discounts", "basket_lines", "baskets"):
        op.drop_table(table)
