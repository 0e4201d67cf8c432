"""Shipping from stores and transfers between them: methods of work, boxes, transfers, and slices that are moving."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("ck_allocations_state", "allocations")
    op.create_check_constraint(
        "state", "allocations", "state IN ('routed', 'moving', 'ready', 'fulfilled', 'refused', 'cancelled')"
    )
    preparations()
    transfers()
    transfer_lines()
    op.add_column("preparation_lines", sa.Column("transfer_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_preparation_lines_transfer_id"), "preparation_lines", "transfers", ["transfer_id"], ["id"]
    )
    refusals()


def preparations() -> None:
    op.add_column("preparations", sa.Column("destination_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_preparations_destination_id"), "preparations", "locations", ["destination_id"], ["id"]
    )
    op.create_check_constraint("method", "preparations", "method IN ('collect', 'ship', 'transfer')")
    op.create_check_constraint("destination", "preparations", "(method = 'transfer') = (destination_id IS NOT NULL)")
    op.create_table(
        "parcels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("preparation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=True),
        sa.Column("carrier", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("tracking", sa.Text(), nullable=True),
        sa.CheckConstraint("number > 0 AND weight > 0", name=op.f("ck_parcels_positive")),
        sa.ForeignKeyConstraint(["preparation_id"], ["preparations.id"], name=op.f("fk_parcels_preparation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
        sa.UniqueConstraint("preparation_id", "number", name=op.f("uq_parcels_preparation_id_number")),
    )


def transfers() -> None:
    op.create_table(
        "transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("preparation_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('created', 'sent', 'received', 'cancelled')", name=op.f("ck_transfers_state")),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_transfers_ends")),
        sa.CheckConstraint("(order_id IS NULL) = (preparation_id IS NULL)", name=op.f("ck_transfers_order")),
        sa.ForeignKeyConstraint(["from_id"], ["locations.id"], name=op.f("fk_transfers_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["locations.id"], name=op.f("fk_transfers_to_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_transfers_order_id")),
        sa.ForeignKeyConstraint(["preparation_id"], ["preparations.id"], name=op.f("fk_transfers_preparation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
        sa.UniqueConstraint("number", name=op.f("uq_transfers_number")),
        sa.UniqueConstraint("preparation_id", name=op.f("uq_transfers_preparation_id")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index("ix_transfers_from", "transfers", ["from_id", "ended_at"], unique=False)
    op.create_index("ix_transfers_to", "transfers", ["to_id", "ended_at"], unique=False)
    op.create_index(op.f("ix_transfers_order_id"), "transfers", ["order_id"], unique=False)


def transfer_lines() -> None:
    counts = ("picked", "refused", "sent", "counted", "broken", "received", "damaged")
    op.create_table(
        "transfer_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=True),
        sa.Column("reservation_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), server_default="0", nullable=False) for name in counts),
        sa.CheckConstraint(
            "picked >= 0 AND refused >= 0 AND picked + refused <= quantity", name=op.f("ck_transfer_lines_picking")
        ),
        sa.CheckConstraint("sent BETWEEN 0 AND picked", name=op.f("ck_transfer_lines_sent")),
        sa.CheckConstraint("broken BETWEEN 0 AND counted", name=op.f("ck_transfer_lines_counted")),
        sa.CheckConstraint("damaged BETWEEN 0 AND received", name=op.f("ck_transfer_lines_received")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_transfer_lines_transfer_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_transfer_lines_variant_id")),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocations.id"], name=op.f("fk_transfer_lines_allocation_id")),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservations.id"], name=op.f("fk_transfer_lines_reservation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_lines")),
    )
    for column in ("transfer_id", "allocation_id", "reservation_id"):
        op.create_index(op.f(f"ix_transfer_lines_{column}"), "transfer_lines", [column], unique=False)


def refusals() -> None:
    op.alter_column("refusals", "line_id", nullable=True)
    op.add_column("refusals", sa.Column("transfer_line_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_refusals_transfer_line_id"), "refusals", "transfer_lines", ["transfer_line_id"], ["id"]
    )
    op.create_check_constraint("line", "refusals", "(line_id IS NULL) <> (transfer_line_id IS NULL)")
    op.create_index(op.f("ix_refusals_transfer_line_id"), "refusals", ["transfer_line_id"], unique=False)
