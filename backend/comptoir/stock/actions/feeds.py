"""The life of a feed: it is received, waits, runs chunk by chunk, and is done or has failed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, func, text, update
from sqlalchemy.dialects.postgresql import JSONB

from comptoir.kit.ids import new_id
from comptoir.stock.actions.feeding import check_as_of
from comptoir.stock.events import FeedEnded, FeedMoved, FeedOpened
from comptoir.stock.queries.feeds import BadRowView, FeedView, feed
from comptoir.stock.rules.feeds import KEPT, KEPT_ERRORS, MOST_TRIES, SILENCE, Format, Said
from comptoir.stock.tables import Feed, FeedError, FeedPiece
from comptoir.wiring.work import Work

AT_ONCE = 8
"""Pieces, or feeds, that a timer removes together."""


class Overtaken(Exception):
    """Somebody else runs this feed: what was just done is to be rolled back."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a chunk brought a feed: its lines, what became of its rows, and the bytes that were read."""

    before: int
    position: int
    applied: int
    unchanged: int
    late: int
    repeated: int
    bad: int
    bytes_read: int


async def open_feed(
    work: Work, said: Said, *, form: Format, name: str, mark: str | None = None, size: int | None = None
) -> UUID:
    """Note that a feed begins: an upload whose pieces come, or a file of so many bytes. Its id.

    Raises AsOfMissing or AsOfImpossible.
    """
    said.check()
    if said.as_of:
        check_as_of(said.as_of, now=work.now)
    feed_id = new_id()
    work.add(
        Feed,
        id=feed_id,
        **msgspec.structs.asdict(said),
        format=form,
        name=name,
        mark=mark,
        spooled=size is None,
        state="receiving" if size is None else "waiting",
        bytes=size or 0,
        actor=work.actor.key,
        made_at=work.now,
        heard_at=work.now,
    )
    work.record(FeedOpened(feed_id=feed_id))
    return feed_id


async def add_piece(work: Work, feed_id: UUID, *, number: int, body: bytes) -> None:
    """Keep a piece of an upload, counted from 0."""
    work.add(FeedPiece, feed_id=feed_id, number=number, body=body)
    heard = update(Feed).where(Feed.id == feed_id).values(bytes=Feed.bytes + len(body), heard_at=work.now)
    await work.execute(heard)


async def receive(work: Work, feed_id: UUID) -> None:
    """All of an upload is there: it may run."""
    await work.execute(update(Feed).where(Feed.id == feed_id).values(state="waiting", heard_at=work.now))
    work.record(FeedMoved(feed_id=feed_id, position=0))


async def begin(work: Work, feed_id: UUID) -> FeedView | None:
    """Run a feed from now on, or go on with it; None where it has ended, also by too many tries."""
    unfinished = Feed.id == feed_id, Feed.state.in_(("waiting", "running"))
    started = {"state": "running", "started_at": func.coalesce(Feed.started_at, work.now), "tries": Feed.tries + 1}
    begun = update(Feed).where(*unfinished).values(**started).returning(Feed.tries)
    tries = (await work.execute(begun)).scalar_one_or_none()
    if tries is None:
        return None
    if tries > MOST_TRIES:
        await end(work, feed_id, failure="fault")
        return None
    return await feed(work, feed_id)


async def advance(work: Work, feed_id: UUID, progress: Progress, bad: Iterable[BadRowView], *, tell: bool) -> None:
    """Note how far a feed is, in the transaction of what a chunk did. Raises Overtaken."""
    moved = msgspec.structs.asdict(progress) | {"id": feed_id, "now": work.now}
    row = (await work.execute(_ADVANCE, moved)).one_or_none()
    if row is None:
        raise Overtaken
    for error in list(bad)[: max(0, KEPT_ERRORS - (row.bad - progress.bad))]:
        work.add(FeedError, feed_id=feed_id, **msgspec.structs.asdict(error))
    if tell:
        work.record(FeedMoved(feed_id=feed_id, position=progress.position))


async def end(work: Work, feed_id: UUID, *, failure: str | None = None, facts: dict[str, Any] | None = None) -> None:
    """A feed has ended: done, unless something failed, or there was nothing in it."""
    ended = {"id": feed_id, "now": work.now, "failure": failure, "facts": facts or {}}
    row = (await work.execute(_END, ended)).one_or_none()
    if row is not None:
        work.record(FeedEnded(feed_id=feed_id, state=row.state))


async def give_up_silent(work: Work) -> int:
    """A timer: uploads of which nothing came any more were cut off; how many."""
    rows = (await work.execute(_SILENT, {"before": work.now - SILENCE})).all()
    for row in rows:
        await end(work, row.id, failure="upload_cut_off")
    return len(rows)


async def drop_pieces(work: Work) -> int:
    """A timer: what feeds that have ended were made of is needed no more; how many pieces."""
    return len((await work.execute(_DROP, {"most": AT_ONCE})).all())


async def forget_feeds(work: Work) -> int:
    """A timer: forget feeds that ended long ago, with their bad rows; how many."""
    return len((await work.execute(_FORGET, {"before": work.now - KEPT, "most": AT_ONCE})).all())


_ADVANCE = text("""
    UPDATE feeds SET position = :position, applied = applied + :applied, unchanged = unchanged + :unchanged,
        late = late + :late, repeated = repeated + :repeated, bad = bad + :bad, bytes_read = :bytes_read,
        heard_at = :now, tries = 0
    WHERE id = :id AND position = :before AND state = 'running'
    RETURNING bad
""")
_END = text("""
    UPDATE feeds SET ended_at = :now, facts = :facts, tries = 0,
        failure = coalesce(:failure, CASE WHEN applied + unchanged + late + repeated + bad = 0 THEN 'empty' END),
        state = CASE
            WHEN CAST(:failure AS text) IS NULL AND applied + unchanged + late + repeated + bad > 0 THEN 'done'
            ELSE 'failed'
        END
    WHERE id = :id AND ended_at IS NULL
    RETURNING state
""").bindparams(bindparam("facts", type_=JSONB))
_SILENT = text("SELECT id FROM feeds WHERE state = 'receiving' AND heard_at < :before FOR UPDATE SKIP LOCKED")
_DROP = text("""
    DELETE FROM feed_pieces WHERE (feed_id, number) IN (
        SELECT feed_id, number FROM feed_pieces JOIN feeds ON feeds.id = feed_id WHERE ended_at IS NOT NULL LIMIT :most
    ) RETURNING number
""")
_FORGET = text("""
    WITH old AS (
        SELECT id FROM feeds WHERE ended_at < :before AND NOT EXISTS (SELECT FROM feed_pieces WHERE feed_id = feeds.id)
        LIMIT :most
    ), errors AS (
        DELETE FROM feed_errors WHERE feed_id IN (SELECT id FROM old)
    )
    DELETE FROM feeds WHERE id IN (SELECT id FROM old) RETURNING id
""")
