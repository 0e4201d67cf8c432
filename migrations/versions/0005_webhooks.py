"""Webhooks: endpoints, how far each has been told, and what was last said of a level."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
