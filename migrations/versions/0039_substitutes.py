"""What customers say of something else in place of what is not there, and what became of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("substitutes", sa.Text(), server_default="ask", nullable=False))
    op.add_column("order_lines", sa.Column("replaced", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("order_lines", sa.Column("replaces_id", sa.Uuid(), nullable=True))
    # Checked for new rows only, so that no table is read whole under a lock: the old ones have the defaults.
    for table, name, rule in CHECKS:
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({rule}) NOT VALID")
    op.execute(
        "ALTER TABLE order_lines ADD CONSTRAINT fk_order_lines_replaces_id FOREIGN KEY (replaces_id) "
        "REFERENCES order_lines (id) NOT VALID"
    )
    op.create_table(
        "substitutions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("found", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("offers", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("variant_id", sa.BigInteger(), nullable=True),
        sa.Column("new_line_id", sa.Uuid(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("difference", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("quantity > 0 AND price >= 0 AND difference >= 0", name=op.f("ck_substitutions_amounts")),
        sa.CheckConstraint(
            "state IN ('asked', 'accepted', 'refused', 'expired', 'withdrawn')", name=op.f("ck_substitutions_state")
        ),
        sa.CheckConstraint("consent IN ('order', 'phone', 'mail')", name=op.f("ck_substitutions_consent")),
        sa.CheckConstraint(
            "(state = 'accepted') = (num_nonnulls(consent, variant_id, price, new_line_id) = 4)",
            name=op.f("ck_substitutions_accepted"),
        ),
        sa.CheckConstraint("(state = 'asked') = (answered_at IS NULL)", name=op.f("ck_substitutions_answered")),
        sa.CheckConstraint("(state = 'asked') <= (expires_at IS NOT NULL)", name=op.f("ck_substitutions_expiry")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_substitutions_order_id")),
        sa.ForeignKeyConstraint(["line_id"], ["order_lines.id"], name=op.f("fk_substitutions_line_id")),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocations.id"], name=op.f("fk_substitutions_allocation_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_substitutions_variant_id")),
        sa.ForeignKeyConstraint(["new_line_id"], ["order_lines.id"], name=op.f("fk_substitutions_new_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitutions")),
    )
    op.create_index(op.f("ix_substitutions_order_id"), "substitutions", ["order_id"], unique=False)
    op.create_index(op.f("ix_substitutions_allocation_id"), "substitutions", ["allocation_id"], unique=False)
    op.create_index(
        "uq_substitutions_asked", "substitutions", ["allocation_id"], unique=True, postgresql_where="state = 'asked'"
    )
    op.create_index(
        "ix_substitutions_expiry", "substitutions", ["expires_at"], unique=False, postgresql_where="state = 'asked'"
    )


def downgrade() -> None:
    op.drop_table("substitutions")
    op.drop_column("order_lines", "replaces_id")
    op.drop_column("order_lines", "replaced")
    op.drop_column("orders", "substitutes")


CHECKS = (
    ("orders", "substitutes", "substitutes IN ('none', 'ask', 'similar')"),
    ("order_lines", "replaced", "replaced >= 0 AND replaced <= cancelled"),
)
