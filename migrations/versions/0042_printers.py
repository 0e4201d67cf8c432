"""Printers of locations, and what is printed there."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "printers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("port", sa.BigInteger(), nullable=False),
        sa.Column("prints_labels", sa.Boolean(), nullable=False),
        sa.Column("prints_bags", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("removed_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("port BETWEEN 1 AND 65535", name=op.f("ck_printers_port")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_printers_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printers")),
    )
    op.create_index("ix_printers_location", "printers", ["location_id"], postgresql_where="removed_at IS NULL")
    op.create_table(
        "prints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("printer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("preparation_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("wanted_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('label', 'bag', 'test')", name=op.f("ck_prints_kind")),
        sa.CheckConstraint("(kind = 'test') = (preparation_id IS NULL)", name=op.f("ck_prints_about")),
        sa.CheckConstraint("state IN ('wanted', 'sent', 'failed')", name=op.f("ck_prints_state")),
        sa.ForeignKeyConstraint(["printer_id"], ["printers.id"], name=op.f("fk_prints_printer_id")),
        sa.ForeignKeyConstraint(["preparation_id"], ["preparations.id"], name=op.f("fk_prints_preparation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prints")),
    )
    op.create_index("ix_prints_printer", "prints", ["printer_id", "wanted_at"])
    op.create_index(op.f("ix_prints_preparation_id"), "prints", ["preparation_id"])


def downgrade() -> None:
    op.drop_table("prints")
    op.drop_table("printers")
