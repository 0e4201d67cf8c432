"""Search: folded words of the catalogue, and their trigrams.

The worker makes the documents of products that are there already, a few at a time.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("products", sa.Column("popularity", sa.BigInteger(), server_default="0", nullable=False))
    short = sa.Computed("translate(upper(sku), ' -', '')", persisted=True)
    op.add_column("variants", sa.Column("short_sku", sa.Text(collation="C"), short, nullable=False))
    op.create_index(op.f("ix_variants_short_sku"), "variants", ["short_sku"])
    op.drop_index("ix_variants_product_id", "variants")
    op.create_index("ix_variants_product_id", "variants", ["product_id", "id"])
    op.create_table(
        "product_documents",
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("document", postgresql.TSVECTOR(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("sizes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("colours", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("popularity", sa.BigInteger(), nullable=False),
        sa.Column("variants", sa.BigInteger(), nullable=False),
        sa.Column("price_from", sa.BigInteger(), nullable=False),
        sa.Column("price_to", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_documents_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_documents")),
    )
    op.create_index(
        "ix_product_documents_document",
        "product_documents",
        ["document"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index("ix_product_documents_popularity", "product_documents", [sa.text("popularity DESC"), "product_id"])
    op.create_table(
        "search_words",
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("spelling", sa.Text(), nullable=False),
        sa.Column("trigrams", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("letters", sa.BigInteger(), nullable=False),
        sa.Column("products", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
    )
    op.create_index(
        "ix_search_words_trigrams",
        "search_words",
        ["trigrams"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
