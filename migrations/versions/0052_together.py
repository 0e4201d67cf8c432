"""What is bought together, and when it was learnt."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bought_together",
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("with_id", sa.BigInteger(), nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("learnt_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("orders > 0", name=op.f("ck_bought_together_orders")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_bought_together_product_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["with_id"], ["products.id"], name=op.f("fk_bought_together_with_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "with_id", name=op.f("pk_bought_together")),
    )
    op.create_table(
        "learnings",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_learnings")),
    )


def downgrade() -> None:
    op.drop_table("learnings")
    op.drop_table("bought_together")
