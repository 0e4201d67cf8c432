"""What machines did before they could say so may not fit either."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("conflicts", "staff_id", nullable=True)
    op.add_column("conflicts", sa.Column("machine_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_conflicts_machine_id"), "conflicts", "api_keys", ["machine_id"], ["id"])
    op.create_check_constraint(op.f("ck_conflicts_whose"), "conflicts", "num_nonnulls(staff_id, machine_id) = 1")


def downgrade() -> None:
    op.execute("DELETE FROM conflicts WHERE staff_id IS NULL")
    op.drop_constraint(op.f("ck_conflicts_whose"), "conflicts")
    op.drop_constraint(op.f("fk_conflicts_machine_id"), "conflicts", type_="foreignkey")
    op.drop_column("conflicts", "machine_id")
    op.alter_column("conflicts", "staff_id", nullable=False)
