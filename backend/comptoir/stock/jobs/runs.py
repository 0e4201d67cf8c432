"""Running a feed: chunk after chunk, each a transaction with how far the feed is, while the next chunk is read.

Whoever runs it holds its lock, and where the lock was lost without notice, the position shows it: a chunk is taken
only if the feed is still where this run left it.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from time import monotonic, perf_counter
from typing import Any, cast
from uuid import UUID

from comptoir.stock.actions import feeds
from comptoir.stock.actions.feeding import LevelsAbsent, Saying, Taken, take_arrivals, take_movements, take_statements
from comptoir.stock.actions.feeds import Progress
from comptoir.stock.jobs.reading import Chunk, Reading
from comptoir.stock.queries.codes import all_codes
from comptoir.stock.queries.feeds import BadRowView, FeedView, due_feeds, others_at_work, piece
from comptoir.stock.rules.fed import Moments
from comptoir.stock.rules.pace import FIRST, next_size
from comptoir.wiring.actors import Actor
from comptoir.wiring.lanes import Lane, Rest, Step, Works
from comptoir.wiring.metrics import FED_ROWS, FEED_CHUNK_SECONDS
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

MAKES_WAY = 1.5
"""Where others were at work beside a chunk, they have the database for so many times as long as it took."""

TELL_EVERY_S = 1.0
"""How often pages hear how far a feed is."""


Heard = Callable[[Progress], None]
"""Hears what each chunk brought."""


class Run:
    """A feed that this process runs."""

    def __init__(self, works: Works, feed: FeedView, reading: Reading, heard: Heard) -> None:
        self._works, self._feed, self._reading, self._heard = works, feed, reading, heard
        kind, _, key = feed.actor.partition(":")
        self._actor = Actor(kind=kind, id=key)  # pyright: ignore[reportArgumentType] - it was one when it was written
        self._position, self._size = feed.position, FIRST
        self._opens = False
        self._rest_s = 0.0
        self._told_at = monotonic()
        self._coming: asyncio.Task[Chunk | None] | None = None

    async def step(self) -> Rest | None:
        """Take the next chunk; None when the feed has ended."""
        chunk = await (self._coming or self._reading.chunk(self._size))
        if chunk is None:
            await self._end()
            return None
        self._coming = asyncio.create_task(self._reading.chunk(self._size))
        await self._apply(chunk)
        return Rest(self._rest_s, wakes=False)

    async def close(self) -> None:
        """Stop reading."""
        if self._coming:
            self._coming.cancel()
            await asyncio.gather(self._coming, return_exceptions=True)

    async def _apply(self, chunk: Chunk) -> None:
        """Take a chunk; it looks for levels that never were only if there were some in the last."""
        try:
            opened = await self._commit(chunk)
        except LevelsAbsent:
            self._opens = True
            opened = await self._commit(chunk)
        self._opens = opened > 0
        self._position = chunk.position

    async def _commit(self, chunk: Chunk) -> int:
        """One transaction; how many levels it opened. Raises LevelsAbsent or Overtaken."""
        began = perf_counter()
        async with self._works() as work:
            work.actor = self._actor
            taken = await self._taken(work, chunk)
            bad = [*chunk.bad, *(BadRowView(line, "duplicate", {}, "") for line in taken.duplicate)]
            progress = self._progress(chunk, taken, len(bad))
            await feeds.advance(work, self._feed.id, progress, bad, tell=self._is_to_tell())
            is_alone = not await others_at_work(work)
        took = perf_counter() - began
        self._rest_s = 0.0 if is_alone else MAKES_WAY * took
        self._count(taken, len(bad))
        self._heard(progress)
        FEED_CHUNK_SECONDS.observe(took)
        if 2 * len(chunk.rows) > self._size:
            self._size = next_size(len(chunk.rows), took, is_alone=is_alone)
        return taken.opened

    async def _taken(self, work: Work, chunk: Chunk) -> Taken:
        feed, rows = self._feed, cast(Any, chunk.rows)
        if feed.kind == "snapshot":
            saying = Saying(feed.as_of or feed.made_at, feed.sequence, f"feed:{feed.id}")
            return await take_statements(work, rows, saying, opens=self._opens)
        if feed.kind == "delta":
            return await take_movements(work, rows, source=feed.source)
        return await take_arrivals(work, rows, as_of=feed.as_of or feed.made_at)

    def _progress(self, chunk: Chunk, taken: Taken, bad: int) -> Progress:
        return Progress(
            before=self._position,
            position=chunk.position,
            applied=taken.applied,
            unchanged=taken.unchanged,
            late=len(taken.late),
            repeated=len(taken.repeated),
            bad=bad,
            bytes_read=chunk.bytes_read,
        )

    def _count(self, taken: Taken, bad: int) -> None:
        late, repeated = len(taken.late), len(taken.repeated)
        outcomes = {
            "applied": taken.applied,
            "unchanged": taken.unchanged,
            "late": late,
            "repeated": repeated,
            "bad": bad,
        }
        for outcome, rows in outcomes.items():
            FED_ROWS.labels(self._feed.kind, outcome).inc(rows)

    def _is_to_tell(self) -> bool:
        if monotonic() < self._told_at + TELL_EVERY_S:
            return False
        self._told_at = monotonic()
        return True

    async def _end(self) -> None:
        failure = self._reading.failure
        async with self._works() as work:
            if failure:
                await feeds.end(work, self._feed.id, failure=failure.code, facts=failure.facts)
            else:
                await feeds.end(work, self._feed.id)


@asynccontextmanager
async def running(
    works: Works, feed_id: UUID, blocks: AsyncIterator[bytes], heard: Heard = lambda _: None
) -> AsyncGenerator[Step]:
    """A feed that is run from where it is, step by step, by whoever holds its lock; it is read from its beginning."""
    async with works() as work:
        feed, now = await feeds.begin(work, feed_id), work.now
    if feed is None:
        yield _nothing
        return
    async with works() as work:
        codes = await all_codes(work)
    reading = Reading(feed, blocks, codes=codes, moments=Moments(now, feed.as_of), works=works)
    await reading.skip(feed.position)
    run = Run(works, feed, reading, heard)
    try:
        yield run.step
    finally:
        await run.close()


async def _nothing() -> None:
    """The step of a feed that has ended."""


@asynccontextmanager
async def _spooled(works: Works, _: Settings, feed_id: UUID) -> AsyncGenerator[Step]:
    async with running(works, feed_id, _pieces(works, feed_id)) as step:
        yield step


async def _pieces(works: Works, feed_id: UUID) -> AsyncIterator[bytes]:
    for number in count():
        async with works() as work:
            body = await piece(work, feed_id, number)
        if body is None:
            return
        yield body


FEEDING = Lane("feed", due_feeds, _spooled)
"""A lane for each upload that is due."""
