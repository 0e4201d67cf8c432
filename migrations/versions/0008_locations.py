"""Locations: suspended for a while and why, words that policies ask for, and a version."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("locations", sa.Column("status_reason", sa.Text(), server_default="", nullable=False))
    op.add_column("locations", sa.Column("suspended_until", sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column(
        "locations", sa.Column("tags", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False)
    )
    op.add_column("locations", sa.Column("version", sa.BigInteger(), server_default="1", nullable=False))
    op.create_check_constraint("suspension", "locations", "(suspended_until IS NOT NULL) <= (status = 'suspended')")
    op.create_index(
        "ix_locations_suspended",
        "locations",
        ["suspended_until"],
        unique=False,
        postgresql_where="suspended_until IS NOT NULL",
    )
