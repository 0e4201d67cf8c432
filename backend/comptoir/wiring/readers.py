"""The durable reader: each reaction to an event happens once, however often a worker dies.

A chunk of the log is one transaction: the reader's position is locked, reactions run, each in a savepoint, and the new
position is written with their effects. Of several workers one has the lock; another then finds that the position moved,
and goes on from there. A reaction that fails is left to `failures`, so that it holds up nothing. An event with a
reaction that wants to be `alone` is a chunk by itself: what it locks is free again before anything else is locked.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.wiring.chunks import Chunk
from comptoir.wiring.database import make_sessions
from comptoir.wiring.log import BEGINNING, Logged, Position, read_after
from comptoir.wiring.metrics import EVENTS_READ, REACTION_LAG
from comptoir.wiring.precedence import Precedence
from comptoir.wiring.reacting import Reacting
from comptoir.wiring.sessions import Session

AT_ONCE = 200
CHUNK_S = 0.02
"""No event is begun later than this in a transaction: an open write holds back every reader of the log."""

LOOK_EVERY_S = 0.25
SAVE_EVERY = 5_000
"""A position that moves over events without any reaction is written once in so many."""


class Reader:
    """Reads the log for reactions, under a name that says how far it has come."""

    def __init__(
        self,
        name: str,
        reacting: Reacting,
        engine: AsyncEngine,
        *,
        ring: Callable[[], None],
        begin_at: Position = BEGINNING,
        precedence: Precedence | None = None,
    ) -> None:
        """A reader whose name is new begins after `begin_at`: as a rule where the log begins."""
        self._name, self._reacting, self._ring, self._begin_at = name, reacting, ring, begin_at
        self._precedence = precedence or Precedence()
        self._sessions = make_sessions(engine)
        self._reads = make_sessions(engine.execution_options(isolation_level="AUTOCOMMIT"))
        self._written: Position | None = None
        """The position in the database, when we last saw it."""
        self._position: Position = begin_at
        """Our own; events in between have no reactions."""
        self._ahead: Sequence[Logged] = ()
        """What was read after it already, and is still to be handled."""
        self._passed = 0

    async def run(self, bell: asyncio.Event) -> None:
        """Read for ever."""
        while True:
            bell.clear()
            if await self.step():
                self._precedence.take()
            else:
                self._precedence.give()
                await _wait(bell)

    async def step(self) -> bool:
        """Handle the events that come next, in one short transaction if any has reactions; whether to go on at once."""
        if self._written is None:
            self._written = self._position = await self._begin()
        looked = not self._ahead
        if looked:
            self._ahead = await self._look()
        if any(self._reacting.to(logged) for logged in self._ahead) or self._passed >= SAVE_EVERY:
            return await self._handle(self._ahead)
        return self._pass(self._ahead) or not looked

    async def _look(self) -> Sequence[Logged]:
        async with self._reads() as session:
            return (await read_after(session, self._position, limit=AT_ONCE)).events

    def _pass(self, events: Sequence[Logged]) -> bool:
        """Events without any reaction; whether there may be more."""
        self._passed += len(events)
        self._move(events, len(events))
        return len(events) == AT_ONCE

    async def _handle(self, events: Sequence[Logged]) -> bool:
        async with self._sessions() as session:
            if (written := await self._locked(session)) != self._written:
                return self._follow(written)
            chunk = Chunk(self._name, self._reacting, session)
            handled = await self._react(chunk, events)
            position = events[handled - 1].position if handled else self._position
            await session.execute(_WRITE, self._values(position))
            await session.commit()
        self._written, self._passed = position, 0
        self._move(events, handled)
        if chunk.recorded:
            self._ring()
        return True

    async def _react(self, chunk: Chunk, events: Sequence[Logged]) -> int:
        """React until the time is over; to how many."""
        handled, end = 0, time.monotonic() + CHUNK_S
        for logged in self._together(events):
            if time.monotonic() > end:
                break
            await chunk.react(logged)
            handled += 1
            REACTION_LAG.set(max(0.0, time.time() - logged.at))
        await chunk.finish()
        return handled

    def _together(self, events: Sequence[Logged]) -> Sequence[Logged]:
        """What may be in one transaction: all that comes before an event which is to have its own, or that alone."""
        at = next((n for n, logged in enumerate(events) if self._reacting.is_alone(logged)), len(events))
        return events[: at or 1]

    def _move(self, events: Sequence[Logged], handled: int) -> None:
        """Go on after so many of the events."""
        EVENTS_READ.labels(self._name).inc(handled)
        if handled:
            self._position = events[handled - 1].position
        self._ahead = events[handled:]

    def _follow(self, written: Position | None) -> bool:
        """Another worker has the lock, or had it since: go on from where it came to."""
        if written:
            self._written = self._position = written
            self._ahead = ()
        return written is not None

    async def _begin(self) -> Position:
        async with self._reads() as session:
            await session.execute(_BEGIN, self._values(self._begin_at))
            return _position((await session.execute(_READ, {"name": self._name})).one())

    async def _locked(self, session: Session) -> Position | None:
        row = (await session.execute(_LOCK, {"name": self._name})).one_or_none()
        return None if row is None else _position(row)

    def _values(self, position: Position) -> dict[str, Any]:
        xid, event_id = position
        return {"name": self._name, "xid": str(xid), "event_id": event_id}


def _position(row: Sequence[Any]) -> Position:
    return Position(int(row[0]), row[1])


async def _wait(bell: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(LOOK_EVERY_S):
            await bell.wait()
    except TimeoutError:
        pass


_READ = text("SELECT xid::text, event_id FROM event_readers WHERE name = :name")
_LOCK = text("SELECT xid::text, event_id FROM event_readers WHERE name = :name FOR UPDATE SKIP LOCKED")
_BEGIN = text("""
    INSERT INTO event_readers (name, xid, event_id, moved_at)
    VALUES (:name, CAST(CAST(:xid AS text) AS xid8), :event_id, now()) ON CONFLICT DO NOTHING
""")
_WRITE = text("""
    UPDATE event_readers SET xid = CAST(CAST(:xid AS text) AS xid8), event_id = :event_id, moved_at = now()
    WHERE name = :name
""")
