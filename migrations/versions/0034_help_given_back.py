"""Help for stores that is given back: which slices it was for, and the units that are not served after all."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0037"
branch_labels = None
depends_on = None

SLICES_SO_FAR = """
    INSERT INTO routing_boost_parts (allocation_id, use_id)
    SELECT DISTINCT ON (l.allocation_id) l.allocation_id, u.id
    FROM routing_boost_uses u
    JOIN preparations p ON p.order_id = u.order_id AND p.location_id = u.location_id
    JOIN preparation_lines l ON l.preparation_id = p.id AND l.transfer_id IS NULL
    ORDER BY l.allocation_id, u.at, u.id
"""


def upgrade() -> None:
    """What the program before this writes meanwhile has no slices, and is not given back."""
    table = "routing_boost_uses"
    op.add_column(table, sa.Column("units_back", sa.BigInteger(), server_default="0", nullable=False))
    within = "units_back BETWEEN 0 AND units"
    op.create_check_constraint(op.f(f"ck_{table}_back"), table, within, postgresql_not_valid=True)
    op.create_index(op.f(f"ix_{table}_order_id"), table, ["order_id"], unique=False)
    op.create_table(
        "routing_boost_parts",
        sa.Column("allocation_id", sa.Uuid(), nullable=False),
        sa.Column("use_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocations.id"], name=op.f("fk_routing_boost_parts_allocation_id")
        ),
        sa.ForeignKeyConstraint(["use_id"], [f"{table}.id"], name=op.f("fk_routing_boost_parts_use_id")),
        sa.PrimaryKeyConstraint("allocation_id", name=op.f("pk_routing_boost_parts")),
    )
    op.create_index(op.f("ix_routing_boost_parts_use_id"), "routing_boost_parts", ["use_id"], unique=False)
    op.execute(SLICES_SO_FAR)
