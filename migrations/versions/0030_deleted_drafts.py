"""Drafts of policies that were deleted: out of sight, but known as versions with who deleted them."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0015"
branch_labels = None
depends_on = None

NEVER_PUBLISHED = "(state IN ('draft', 'deleted')) = (published_at IS NULL)"


def upgrade() -> None:
    op.add_column("routing_policies", sa.Column("deleted_by", sa.Text(), nullable=True))
    op.add_column("routing_policies", sa.Column("deleted_at", sa.TIMESTAMP(timezone=True), nullable=True))
    for name, rule in {
        "state": "state IN ('draft', 'published', 'retired', 'deleted')",
        "published": NEVER_PUBLISHED,
    }.items():
        op.drop_constraint(op.f(f"ck_routing_policies_{name}"), "routing_policies")
        op.create_check_constraint(op.f(f"ck_routing_policies_{name}"), "routing_policies", rule)
    op.create_check_constraint(
        op.f("ck_routing_policies_deleted"), "routing_policies", "(state = 'deleted') = (deleted_at IS NOT NULL)"
    )
