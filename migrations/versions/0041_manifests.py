"""What a carrier took along, box by box, on a numbered sheet."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("parcels", sa.Column("loaded_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.create_table(
        "manifests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_manifests_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifests")),
        sa.UniqueConstraint("serial", name=op.f("uq_manifests_serial")),
    )
    op.create_index("ix_manifests_location", "manifests", ["location_id", "closed_at"], unique=False)
    op.create_table(
        "manifest_parcels",
        sa.Column("manifest_id", sa.Uuid(), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["manifest_id"], ["manifests.id"], name=op.f("fk_manifest_parcels_manifest_id")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcels.id"], name=op.f("fk_manifest_parcels_parcel_id")),
        sa.PrimaryKeyConstraint("manifest_id", "parcel_id", name=op.f("pk_manifest_parcels")),
        sa.UniqueConstraint("parcel_id", name=op.f("uq_manifest_parcels_parcel_id")),
    )


def downgrade() -> None:
    op.drop_table("manifest_parcels")
    op.drop_table("manifests")
    op.drop_column("parcels", "loaded_at")
