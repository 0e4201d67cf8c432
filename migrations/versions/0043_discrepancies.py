"""What differs when a transfer is received, until a manager says what it was."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

REASONS = (
    "'found_at_sender', 'never_sent', 'found_at_receiver', 'lost', 'sent_too_many', 'miscounted', "
    "'kept', 'counted', 'damaged_on_the_way', 'damaged_before', 'sound'"
)
OPEN = "closed_at IS NULL"

# What was received before is as unexplained as what comes: it stands in the lists too.
FILL = """
    INSERT INTO transfer_discrepancies (id, transfer_id, line_id, from_id, to_id, kind, quantity, opened_at)
    SELECT gen_random_uuid(), t.id, l.id, t.from_id, t.to_id, of.kind, of.units, t.ended_at
    FROM transfers t JOIN transfer_lines l ON l.transfer_id = t.id
    CROSS JOIN LATERAL (VALUES ('missing', l.sent - l.received), ('extra', l.received - l.sent), ('damaged', l.damaged))
        AS of (kind, units)
    WHERE t.state = 'received' AND of.units > 0
"""


def upgrade() -> None:
    op.create_table(
        "transfer_discrepancies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('missing', 'extra', 'damaged')", name=op.f("ck_transfer_discrepancies_kind")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_transfer_discrepancies_quantity")),
        sa.CheckConstraint(f"reason IN ({REASONS})", name=op.f("ck_transfer_discrepancies_reason")),
        sa.CheckConstraint(
            "num_nulls(reason, closed_by, closed_at) IN (0, 3)", name=op.f("ck_transfer_discrepancies_closed")
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_transfer_discrepancies_{column}"))
            for column, target in (
                ("transfer_id", "transfers.id"),
                ("line_id", "transfer_lines.id"),
                ("from_id", "locations.id"),
                ("to_id", "locations.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_discrepancies")),
    )
    op.create_index(op.f("ix_transfer_discrepancies_transfer_id"), "transfer_discrepancies", ["transfer_id"])
    for end in ("from", "to"):
        columns = [f"{end}_id", "opened_at"]
        op.create_index(f"ix_transfer_discrepancies_{end}", "transfer_discrepancies", columns, postgresql_where=OPEN)
        closed = f"ix_transfer_discrepancies_closed_{end}"
        op.create_index(closed, "transfer_discrepancies", [f"{end}_id", "closed_at"])
    op.execute(FILL)


def downgrade() -> None:
    op.drop_table("transfer_discrepancies")
