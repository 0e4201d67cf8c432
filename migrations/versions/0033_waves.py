"""Waves with their totes, and where variants stand."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("holder_id", sa.BigInteger(), nullable=False),
        sa.Column("offered_to_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'done', 'dissolved')", name=op.f("ck_waves_state")),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_waves_ended")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_waves_location_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["staff.id"], name=op.f("fk_waves_holder_id")),
        sa.ForeignKeyConstraint(["offered_to_id"], ["staff.id"], name=op.f("fk_waves_offered_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waves")),
    )
    op.create_index(
        "ix_waves_open", "waves", ["location_id", "opened_at"], unique=False, postgresql_where="state = 'open'"
    )
    op.create_table(
        "totes",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("preparation_id", sa.Uuid(), nullable=False),
        sa.Column("freed_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("put_back_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_totes_number")),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_totes_wave_id")),
        sa.ForeignKeyConstraint(["preparation_id"], ["preparations.id"], name=op.f("fk_totes_preparation_id")),
        sa.PrimaryKeyConstraint("wave_id", "number", name=op.f("pk_totes")),
    )
    op.create_index(
        "uq_totes_preparation", "totes", ["preparation_id"], unique=True, postgresql_where="freed_at IS NULL"
    )
    op.create_table(
        "stock_shelves",
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("shelf", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("length(shelf) BETWEEN 1 AND 24", name=op.f("ck_stock_shelves_shelf")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_stock_shelves_location_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_stock_shelves_variant_id")),
        sa.PrimaryKeyConstraint("location_id", "variant_id", name=op.f("pk_stock_shelves")),
    )


def downgrade() -> None:
    op.drop_table("stock_shelves")
    op.drop_table("totes")
    op.drop_table("waves")
