"""Feeds of stock: what was taken in, how far, and what was wrong with it."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
