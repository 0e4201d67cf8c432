"""Feeds of stock: what was taken in, how far, and what was wrong with it. Levels leave room for being changed in bulk."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    levels()
    op.create_table(
        "feeds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=True),
        sa.Column("spooled", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("as_of", sa.TIMESTAMP(timezone=True), nullable=True),
        *(
            sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)
            for name in (
                "sequence",
                "position",
                "applied",
                "unchanged",
                "late",
                "repeated",
                "bad",
                "bytes",
                "bytes_read",
            )
        ),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("heard_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('snapshot', 'delta', 'inbound')", name=op.f("ck_feeds_kind")),
        sa.CheckConstraint("format IN ('ndjson', 'csv')", name=op.f("ck_feeds_format")),
        sa.CheckConstraint(
            "state IN ('receiving', 'waiting', 'running', 'done', 'failed')", name=op.f("ck_feeds_state")
        ),
        sa.CheckConstraint("(state IN ('done', 'failed')) = (ended_at IS NOT NULL)", name=op.f("ck_feeds_end")),
        sa.CheckConstraint("(kind = 'snapshot') <= (as_of IS NOT NULL)", name=op.f("ck_feeds_as_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
    )
    op.create_index(
        "ix_feeds_unfinished",
        "feeds",
        ["source", "made_at"],
        unique=False,
        postgresql_where="state IN ('receiving', 'waiting', 'running')",
    )
    op.create_index("ix_feeds_made_at", "feeds", ["made_at"], unique=False)
    op.create_index("ix_feeds_mark", "feeds", ["mark"], unique=False, postgresql_where="mark IS NOT NULL")
    op.create_table(
        "feed_pieces",
        sa.Column("feed_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_feed_pieces_feed_id")),
        sa.PrimaryKeyConstraint("feed_id", "number", name=op.f("pk_feed_pieces")),
    )
    op.execute("ALTER TABLE feed_pieces ALTER COLUMN body SET STORAGE EXTERNAL")  # read once, not worth compressing
    op.create_table(
        "feed_errors",
        sa.Column("feed_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("beginning", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name=op.f("fk_feed_errors_feed_id")),
        sa.PrimaryKeyConstraint("feed_id", "line", name=op.f("pk_feed_errors")),
    )
    op.create_table(
        "fed_lines",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "reference", name=op.f("pk_fed_lines")),
    )
    op.create_index("ix_fed_lines_heard_at", "fed_lines", ["heard_at"], unique=False)


def levels() -> None:
    """A table that is full already gets its room by the updates that come, or at once by VACUUM FULL."""
    op.add_column("stock_levels", sa.Column("since_version", sa.BigInteger(), server_default="0", nullable=False))
    op.execute("ALTER TABLE stock_levels SET (fillfactor = 45)")
    op.drop_index("ix_stock_levels_variant_id", "stock_levels")
    op.create_index(
        "ix_stock_levels_variant_id",
        "stock_levels",
        ["variant_id"],
        unique=False,
        postgresql_include=["location_id"],
    )
