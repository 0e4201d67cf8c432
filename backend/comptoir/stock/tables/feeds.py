"""What other systems feed to the stock: how far each feed is, what was wrong with it, and what was heard before."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Feed(Base):
    """One file or upload of rows from another system (`source`).

    `position` is the number of input lines whose effects are committed, with the counts of what became of them; `tries`
    counts how often it was begun since. Of a snapshot, `as_of` and `sequence` say which statement of the source it is.
    An upload is `spooled` in pieces; a file is read where it stands, and `mark` says which file that was (path, size
    and time of change).
    """

    __tablename__ = "feeds"
    __table_args__ = (
        CheckConstraint("kind IN ('snapshot', 'delta', 'inbound')", name="kind"),
        CheckConstraint("format IN ('ndjson', 'csv')", name="format"),
        CheckConstraint("state IN ('receiving', 'waiting', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("(state IN ('done', 'failed')) = (ended_at IS NOT NULL)", name="end"),
        CheckConstraint("(kind = 'snapshot') <= (as_of IS NOT NULL)", name="as_of"),
        Index(
            "ix_feeds_unfinished", "source", "made_at", postgresql_where="state IN ('receiving', 'waiting', 'running')"
        ),
        Index("ix_feeds_made_at", "made_at"),
        Index("ix_feeds_mark", "mark", postgresql_where="mark IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str]
    kind: Mapped[str]
    format: Mapped[str]
    name: Mapped[str]
    mark: Mapped[str | None]
    spooled: Mapped[bool]
    state: Mapped[str]
    as_of: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(server_default="0")
    position: Mapped[int] = mapped_column(server_default="0")
    applied: Mapped[int] = mapped_column(server_default="0")
    unchanged: Mapped[int] = mapped_column(server_default="0")
    late: Mapped[int] = mapped_column(server_default="0")
    repeated: Mapped[int] = mapped_column(server_default="0")
    bad: Mapped[int] = mapped_column(server_default="0")
    tries: Mapped[int] = mapped_column(server_default="0")
    bytes: Mapped[int] = mapped_column(server_default="0")
    bytes_read: Mapped[int] = mapped_column(server_default="0")
    failure: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    actor: Mapped[str]
    made_at: Mapped[datetime]
    heard_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class FeedPiece(Base):
    """A piece of an upload as it came, of at most a megabyte, until the feed has ended."""

    __tablename__ = "feed_pieces"
    __table_args__ = (PrimaryKeyConstraint("feed_id", "number"),)

    feed_id: Mapped[UUID] = mapped_column(ForeignKey("feeds.id"))
    number: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary())


class FeedError(Base):
    """What was wrong with a row: its line, counted from 1, why, and how it begins."""

    __tablename__ = "feed_errors"
    __table_args__ = (PrimaryKeyConstraint("feed_id", "line"),)

    feed_id: Mapped[UUID] = mapped_column(ForeignKey("feeds.id"))
    line: Mapped[int]
    code: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    beginning: Mapped[str]


class FedLine(Base):
    """A line of a receipt (or the like) that a source told of: told again, it counts no second time."""

    __tablename__ = "fed_lines"
    __table_args__ = (PrimaryKeyConstraint("source", "reference"), Index("ix_fed_lines_heard_at", "heard_at"))

    source: Mapped[str]
    reference: Mapped[str]
    heard_at: Mapped[datetime]
