"""Since when it is known that nobody else can serve what a location may not keep."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("routing_risks", sa.Column("nobody_else_since", sa.TIMESTAMP(timezone=True), nullable=True))
