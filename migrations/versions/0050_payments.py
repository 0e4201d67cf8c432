"""Payments, and what of them is given back."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sale_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("tender", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("refunded", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("given", sa.BigInteger(), nullable=True),
        sa.Column("change", sa.BigInteger(), nullable=True),
        sa.Column("rounding", sa.BigInteger(), nullable=True),
        sa.Column("reader", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("charge", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("is_called_off", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("looks", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("look_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("settled_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("tender IN ('cash', 'terminal', 'reader', 'link')", name=op.f("ck_payments_tender")),
        sa.CheckConstraint(
            "state IN ('pending', 'authorised', 'captured', 'failed', 'cancelled', 'refunded')",
            name=op.f("ck_payments_state"),
        ),
        sa.CheckConstraint("amount > 0 AND refunded BETWEEN 0 AND amount", name=op.f("ck_payments_amounts")),
        sa.CheckConstraint(
            "(tender = 'cash') = (num_nonnulls(given, change, rounding) = 3)", name=op.f("ck_payments_cash")
        ),
        sa.CheckConstraint("tender <> 'cash' OR amount + rounding = given - change", name=op.f("ck_payments_change")),
        sa.CheckConstraint(
            "(state IN ('pending', 'authorised')) = (settled_at IS NULL)", name=op.f("ck_payments_settled")
        ),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_payments_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
    )
    op.create_index(op.f("ix_payments_sale_id"), "payments", ["sale_id"])
    op.create_index(op.f("ix_payments_reference"), "payments", ["reference"])
    op.create_index("ix_payments_look", "payments", ["look_at"], postgresql_where="look_at IS NOT NULL")
    op.create_table(
        "payment_refunds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("settled_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_refunds_amount")),
        sa.CheckConstraint("state IN ('pending', 'done', 'failed')", name=op.f("ck_payment_refunds_state")),
        sa.CheckConstraint("(state = 'pending') = (settled_at IS NULL)", name=op.f("ck_payment_refunds_settled")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_payment_refunds_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_refunds")),
    )
    op.create_index(op.f("ix_payment_refunds_payment_id"), "payment_refunds", ["payment_id"])


def downgrade() -> None:
    op.drop_table("payment_refunds")
    op.drop_table("payments")
