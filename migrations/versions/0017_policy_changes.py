"""What each change of a policy made of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "routing_policy_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version"], ["routing_policies.version"], name=op.f("fk_routing_policy_changes_version_routing_policies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_policy_changes")),
    )
    op.create_index("ix_routing_policy_changes_version", "routing_policy_changes", ["version", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("routing_policy_changes")
