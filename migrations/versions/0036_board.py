"""What is set of a location for a while; and what a manager's board looks at: due orders, refusals, packing."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0033"
branch_labels = None
depends_on = None

# Older ones are not looked at by location.
OF_THE_LAST_DAYS = """
    UPDATE refusals r SET location_id = coalesce(p.location_id, t.from_id)
    FROM refusals f
    LEFT JOIN preparation_lines l ON l.id = f.line_id LEFT JOIN preparations p ON p.id = l.preparation_id
    LEFT JOIN transfer_lines m ON m.id = f.transfer_line_id LEFT JOIN transfers t ON t.id = m.transfer_id
    WHERE f.id = r.id AND r.at > now() - interval '8 days'
"""


def upgrade() -> None:
    op.create_table(
        "location_stopgaps",
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("until", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=True),
        sa.Column("people", sa.BigInteger(), nullable=True),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "what IN ('collect', 'ship', 'transfer', 'capacity', 'people')", name=op.f("ck_location_stopgaps_what")
        ),
        sa.CheckConstraint(
            "(orders >= 0) IS NOT FALSE AND (people > 0) IS NOT FALSE", name=op.f("ck_location_stopgaps_amounts")
        ),
        sa.CheckConstraint(
            "(what IN ('capacity', 'people')) = (orders IS NOT NULL)", name=op.f("ck_location_stopgaps_orders")
        ),
        sa.CheckConstraint("(what = 'people') = (people IS NOT NULL)", name=op.f("ck_location_stopgaps_people")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_location_stopgaps_location_id")),
        sa.PrimaryKeyConstraint("location_id", "what", name=op.f("pk_location_stopgaps")),
    )
    op.create_index("ix_location_stopgaps_until", "location_stopgaps", ["until"], unique=False)
    op.add_column("locations", sa.Column("usual_capacity", sa.BigInteger(), nullable=True))
    op.create_check_constraint(op.f("ck_locations_usual_capacity"), "locations", "usual_capacity >= 0")
    op.add_column("preparations", sa.Column("packed_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.create_index("ix_preparations_promise", "preparations", ["location_id", "promise_at"], unique=False)
    op.add_column("refusals", sa.Column("location_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_refusals_location_id"), "refusals", "locations", ["location_id"], ["id"])
    op.create_index("ix_refusals_location", "refusals", ["location_id", "at"], unique=False)
    op.execute(OF_THE_LAST_DAYS)
