"""Goods that go back to their shelf, what is owed for them, and what a chain decides about the counter."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0039"
branch_labels = None
depends_on = None

NOW = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column("preparation_lines", sa.Column("outcome", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_preparation_lines_outcome"), "preparation_lines", "outcome IN ('collected', 'returned')"
    )
    op.add_column("preparations", sa.Column("reminded_at", NOW, nullable=True))
    op.add_column("handovers", sa.Column("signature", sa.Text(), nullable=True))
    op.add_column("handovers", sa.Column("taker", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_handovers_taker"), "handovers", "taker IN ('customer', 'proxy')")
    _counter_returns()
    _put_backs()
    _refunds()
    op.create_table(
        "proxies",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("named_at", NOW, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_proxies_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_proxies")),
    )
    op.create_table(
        "chain_settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", NOW, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chain_settings")),
    )


def downgrade() -> None:
    for table in ("chain_settings", "proxies", "refunds", "put_backs", "counter_returns"):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_handovers_taker"), "handovers")
    op.drop_column("handovers", "taker")
    op.drop_column("handovers", "signature")
    op.drop_column("preparations", "reminded_at")
    op.drop_constraint(op.f("ck_preparation_lines_outcome"), "preparation_lines")
    op.drop_column("preparation_lines", "outcome")


def _counter_returns() -> None:
    op.create_table(
        "counter_returns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("preparation_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_counter_returns_quantity")),
        sa.CheckConstraint(
            "reason IN ('not_wanted', 'wrong_item', 'damaged', 'spoiled', 'no_show')",
            name=op.f("ck_counter_returns_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["preparation_id"], ["preparations.id"], name=op.f("fk_counter_returns_preparation_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["preparation_lines.id"], name=op.f("fk_counter_returns_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_returns")),
    )
    op.create_index(op.f("ix_counter_returns_preparation_id"), "counter_returns", ["preparation_id"])


def _put_backs() -> None:
    counts = ("quantity", "shelved", "damaged", "missing", "given")
    op.create_table(
        "put_backs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("preparation_id", sa.Uuid(), nullable=False),
        sa.Column("reservation_id", sa.Uuid(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), server_default=None if name == "quantity" else "0", nullable=False)
            for name in counts
        ),
        sa.Column("stands", sa.Text(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("opened_at", NOW, nullable=False),
        sa.Column("ended_at", NOW, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_put_backs_quantity")),
        sa.CheckConstraint(
            "least(shelved, damaged, missing, given) >= 0 AND shelved + damaged + missing + given <= quantity",
            name=op.f("ck_put_backs_parts"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) = (shelved + damaged + missing + given = quantity)",
            name=op.f("ck_put_backs_ended"),
        ),
        sa.CheckConstraint(
            "because IN ('cancelled', 'expired', 'no_show', 'refused', 'withdrawn')",
            name=op.f("ck_put_backs_because"),
        ),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_put_backs_location_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_put_backs_variant_id")),
        sa.ForeignKeyConstraint(["preparation_id"], ["preparations.id"], name=op.f("fk_put_backs_preparation_id")),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservations.id"], name=op.f("fk_put_backs_reservation_id")),
        sa.UniqueConstraint("reservation_id", name=op.f("uq_put_backs_reservation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_backs")),
    )
    op.create_index(op.f("ix_put_backs_preparation_id"), "put_backs", ["preparation_id"])
    op.create_index(
        "ix_put_backs_open", "put_backs", ["location_id", "variant_id"], postgresql_where="ended_at IS NULL"
    )


def _refunds() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.CheckConstraint(
            "quantity > 0 AND amount >= 0 AND tax BETWEEN 0 AND amount", name=op.f("ck_refunds_amounts")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_refunds_order_id")),
        sa.ForeignKeyConstraint(["line_id"], ["order_lines.id"], name=op.f("fk_refunds_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
    )
    op.create_index(op.f("ix_refunds_order_id"), "refunds", ["order_id"])
    op.create_index(op.f("ix_refunds_line_id"), "refunds", ["line_id"])
