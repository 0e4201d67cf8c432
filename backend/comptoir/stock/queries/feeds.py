"""Feeds: what they are, how far they are, and what was wrong with their rows."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, text

from comptoir.kit.errors import NotFound
from comptoir.stock.rules.feeds import Format, State
from comptoir.stock.rules.rows import Kind
from comptoir.stock.tables import Feed, FeedError, FeedPiece
from comptoir.wiring.work import Work

AT_ONCE = 4
"""So many feeds run at once; of one source always the oldest."""

ERRORS_AT_ONCE = 1000


class FeedView(msgspec.Struct, frozen=True):
    """A feed. `position` counts its lines, the others what became of its rows; `failure` says why it failed."""

    id: UUID
    source: str
    kind: Kind
    format: Format
    name: str
    state: State
    as_of: datetime | None
    sequence: int
    position: int
    applied: int
    unchanged: int
    late: int
    repeated: int
    bad: int
    bytes: int
    bytes_read: int
    failure: str | None
    facts: dict[str, Any]
    actor: str
    made_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def rows(self) -> int:
        """Rows that were read."""
        return self.applied + self.unchanged + self.late + self.repeated + self.bad


class BadRowView(msgspec.Struct, frozen=True):
    """A row that was not taken: its line, why, and how it begins."""

    line: int
    code: str
    facts: dict[str, Any]
    beginning: str


COLUMNS = tuple(getattr(Feed, name) for name in FeedView.__struct_fields__)


async def feed(work: Work, feed_id: UUID) -> FeedView:
    """One feed. Raises NotFound."""
    row = (await work.execute(select(*COLUMNS).where(Feed.id == feed_id))).one_or_none()
    if row is None:
        raise NotFound
    return FeedView(*row)


async def newest_feeds(work: Work, *, before: tuple[datetime, UUID] | None = None, most: int = 50) -> list[FeedView]:
    """The newest feeds first; those before a feed, where one is named by when it was made and its id."""
    query = select(*COLUMNS).order_by(Feed.made_at.desc(), Feed.id.desc()).limit(most)
    if before:
        query = query.where(text("(made_at, id) < (:made_at, :id)").bindparams(made_at=before[0], id=before[1]))
    return [FeedView(*row) for row in await work.execute(query)]


async def feed_of_file(work: Work, mark: str) -> FeedView | None:
    """The last feed of a file, by what tells it from others."""
    query = select(*COLUMNS).where(Feed.mark == mark).order_by(Feed.made_at.desc()).limit(1)
    row = (await work.execute(query)).one_or_none()
    return FeedView(*row) if row else None


async def due_feeds(work: Work) -> Collection[UUID]:
    """The uploads that are to run now: of each source the oldest, and not too many."""
    return list((await work.execute(_DUE, {"most": AT_ONCE})).scalars())


async def piece(work: Work, feed_id: UUID, number: int) -> bytes | None:
    """A piece of an upload, counted from 0; None after the last."""
    query = select(FeedPiece.body).where(FeedPiece.feed_id == feed_id, FeedPiece.number == number)
    return (await work.execute(query)).scalar_one_or_none()


async def bad_rows(work: Work, feed_id: UUID, *, after: int = 0) -> list[BadRowView]:
    """Some of the bad rows that come after a line, in their order; none after the last."""
    columns = (getattr(FeedError, name) for name in BadRowView.__struct_fields__)
    query = select(*columns).where(FeedError.feed_id == feed_id, FeedError.line > after)
    return [BadRowView(*row) for row in await work.execute(query.order_by(FeedError.line).limit(ERRORS_AT_ONCE))]


_DUE = text("""
    SELECT id FROM (
        SELECT DISTINCT ON (source) id, made_at FROM feeds
        WHERE state IN ('waiting', 'running') AND spooled
        ORDER BY source, made_at, id
    ) AS oldest
    ORDER BY made_at, id LIMIT :most
""")


async def others_at_work(work: Work) -> bool:
    """Whether anybody else asks this database something at the moment, or waits for an answer."""
    return bool((await work.execute(_OTHERS)).scalar())


_OTHERS = text("""
    SELECT EXISTS (SELECT FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend'
        AND pid <> pg_backend_pid() AND datname = current_database())
""")
