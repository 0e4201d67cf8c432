"""Counts of stock, their lines and their scans."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("planned", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("started_by", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("missing_are_gone", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'review', 'approved', 'done', 'cancelled')", name=op.f("ck_counts_state")
        ),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_counts_location_id")),
        sa.ForeignKeyConstraint(["started_by"], ["staff.id"], name=op.f("fk_counts_started_by")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["staff.id"], name=op.f("fk_counts_reviewed_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_counts_approved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counts")),
    )
    op.create_index("ix_counts_location", "counts", ["location_id", "started_at"])
    op.create_index("ix_counts_approved", "counts", ["approved_at"], postgresql_where="state = 'approved'")
    op.create_index(
        "uq_counts_department", "counts", ["location_id", "department"], unique=True, postgresql_where="state = 'open'"
    )
    op.create_table(
        "count_lines",
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("counted_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("picked", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("is_stirred", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=True),
        sa.Column("unsellable", sa.BigInteger(), nullable=True),
        sa.Column("is_recount", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_count_lines_counted")),
        sa.CheckConstraint("(counted IS NULL) <= (since IS NULL)", name=op.f("ck_count_lines_since")),
        sa.CheckConstraint(
            "outcome IN ('corrected', 'confirmed', 'overtaken', 'left')", name=op.f("ck_count_lines_outcome")
        ),
        sa.ForeignKeyConstraint(["count_id"], ["counts.id"], name=op.f("fk_count_lines_count_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_count_lines_variant_id")),
        sa.PrimaryKeyConstraint("count_id", "variant_id", name=op.f("pk_count_lines")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_table(
        "count_scans",
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("is_total", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("picked", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("is_undone", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_count_scans_quantity")),
        sa.ForeignKeyConstraint(["count_id"], ["counts.id"], name=op.f("fk_count_scans_count_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_count_scans_staff_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_count_scans_variant_id")),
        sa.PrimaryKeyConstraint("count_id", "version", name=op.f("pk_count_scans")),
    )
    op.create_index(
        "ix_count_scans_line",
        "count_scans",
        ["count_id", "variant_id", "version"],
        postgresql_where="NOT is_undone",
    )
    op.create_index(
        "ix_count_scans_staff",
        "count_scans",
        ["count_id", "staff_id", "version"],
        postgresql_where="NOT is_undone",
    )
