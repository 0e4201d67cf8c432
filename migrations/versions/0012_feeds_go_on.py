"""Feeds that run: how often one was begun without getting on; levels keep what a feed replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feeds", sa.Column("tries", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("stock_levels", sa.Column("before_feed", sa.BigInteger(), server_default="0", nullable=False))
