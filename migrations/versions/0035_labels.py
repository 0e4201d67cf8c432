"""Boxes with sizes and contents, and their labels."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for side in ("length", "width", "height"):
        op.add_column("parcels", sa.Column(side, sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_parcels_sides"), "parcels", "length >= width AND width >= height AND height > 0"
    )
    op.create_check_constraint(op.f("ck_parcels_size"), "parcels", "num_nonnulls(length, width, height) IN (0, 3)")
    op.create_table(
        "parcel_units",
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_parcel_units_quantity")),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_units_parcel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["line_id"], ["preparation_lines.id"], name=op.f("fk_parcel_units_line_id")),
        sa.PrimaryKeyConstraint("parcel_id", "line_id", name=op.f("pk_parcel_units")),
    )
    op.create_table(
        "labels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("preparation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("tracking", sa.Text(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("zpl", sa.Text(), nullable=True),
        sa.Column("wanted_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('wanted', 'made', 'failed', 'void')", name=op.f("ck_labels_state")),
        sa.CheckConstraint("(state = 'made') <= (tracking IS NOT NULL)", name=op.f("ck_labels_made")),
        sa.ForeignKeyConstraint(["preparation_id"], ["preparations.id"], name=op.f("fk_labels_preparation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
        sa.UniqueConstraint("serial", name=op.f("uq_labels_serial")),
    )
    op.create_index(
        "uq_labels_box", "labels", ["preparation_id", "number"], unique=True, postgresql_where="state <> 'void'"
    )
    op.create_index("ix_labels_tracking", "labels", ["tracking"], unique=False)
    op.create_index("ix_labels_files", "labels", ["wanted_at"], unique=False, postgresql_where="pdf IS NOT NULL")
    op.create_index(op.f("ix_labels_preparation_id"), "labels", ["preparation_id"], unique=False)
