"""Keys of machines that belong to locations, work that a machine has, and what changed since a transaction."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from comptoir.wiring.tables import Xid8

revision = "0038"
down_revision = "0034"
branch_labels = None
depends_on = None

LISTS = ("preparations", "transfers")


def upgrade() -> None:
    op.create_table(
        "api_key_locations",
        sa.Column("api_key_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_keys.id"], name=op.f("fk_api_key_locations_api_key_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_api_key_locations_location_id")),
        sa.PrimaryKeyConstraint("api_key_id", "location_id", name=op.f("pk_api_key_locations")),
    )
    op.create_index(op.f("ix_api_key_locations_location_id"), "api_key_locations", ["location_id"], unique=False)
    op.add_column("webhooks", sa.Column("locations", postgresql.JSONB(), server_default="[]", nullable=False))
    op.add_column("preparations", sa.Column("machine_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_preparations_machine_id"), "preparations", "api_keys", ["machine_id"], ["id"])
    for table in LISTS:
        # Rows that are there have never changed since; a default that is drawn for each would rewrite the table.
        op.add_column(table, sa.Column("changed_xid", Xid8(), server_default=sa.text("'0'::xid8"), nullable=False))
        op.alter_column(table, "changed_xid", server_default=sa.text("pg_current_xact_id()"))
    op.create_index("ix_preparations_changed", "preparations", ["location_id", "changed_xid", "id"], unique=False)
    op.drop_constraint(op.f("ck_preparations_holder"), "preparations")
    op.create_check_constraint(
        op.f("ck_preparations_holder"),
        "preparations",
        "(state = 'picking') <= (num_nonnulls(holder_id, machine_id) = 1)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_preparations_holder"), "preparations")
    op.create_check_constraint(
        op.f("ck_preparations_holder"), "preparations", "(state = 'picking') <= (holder_id IS NOT NULL)"
    )
    op.drop_index("ix_preparations_changed", table_name="preparations")
    for table in LISTS:
        op.drop_column(table, "changed_xid")
    op.drop_constraint(op.f("fk_preparations_machine_id"), "preparations", type_="foreignkey")
    op.drop_column("preparations", "machine_id")
    op.drop_column("webhooks", "locations")
    op.drop_table("api_key_locations")
