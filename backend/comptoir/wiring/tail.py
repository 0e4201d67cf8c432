"""The tail: one in each web process, reads what is new in the event log and hands it to the hub.

It keeps no position in the database: a process that starts takes the last few thousand events as known, so that
devices that come back to it need no reload.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.wiring.keeping import keep_alive
from comptoir.wiring.log import BEGINNING, Batch, Logged, Position, read_after, read_latest
from comptoir.wiring.metrics import EVENTS_READ, TAIL_LAG

AT_ONCE = 500
"""Events read with one statement."""

REMEMBERED = 5_000
"""Events that a new process looks back."""

LOOK_EVERY_S = 0.25
GAP_S = 0.01
"""Between two looks, so that a burst is read together."""

SOON_S = 0.002
"""To the next look while events are withheld; doubled until it is like any other."""


class Listener(Protocol):
    """What the tail reads for."""

    def remember(self, events: Sequence[Logged], since: Position) -> None:
        """What happened before this process began; older than `since` is not known."""

    def changed(self, events: Sequence[Logged]) -> None:
        """What happened now; each event once, in order."""


class Tail:
    """Reads with short statements outside of any transaction."""

    def __init__(self, engine: AsyncEngine, bell: asyncio.Event, listener: Listener) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._bell = bell
        self._listener = listener
        self._position: Position | None = None
        self._patience = SOON_S

    async def run(self) -> None:
        """Read for ever."""
        await keep_alive("tail", self._read)

    async def _read(self) -> None:
        if self._position is None:
            self._position = await self._begin()
        while True:
            self._bell.clear()
            batch = await self._look(self._position)
            if batch.events:
                self._position = batch.events[-1].position
                self._listener.changed(batch.events)
            await self._rest(batch)

    async def _begin(self) -> Position:
        async with self._engine.connect() as connection:
            latest = await read_latest(connection, limit=REMEMBERED)
        self._listener.remember(latest, latest[0].position if len(latest) == REMEMBERED else BEGINNING)
        return latest[-1].position if latest else BEGINNING

    async def _look(self, position: Position) -> Batch:
        async with self._engine.connect() as connection:
            batch = await read_after(connection, position, limit=AT_ONCE)
        EVENTS_READ.labels("tail").inc(len(batch.events))
        oldest = [event.at for event in batch.events[:1]] + [at for at in [batch.withheld_at] if at is not None]
        TAIL_LAG.set(max(0.0, time.time() - min(oldest)) if oldest else 0.0)
        return batch

    async def _rest(self, batch: Batch) -> None:
        if len(batch.events) == AT_ONCE:
            return
        await asyncio.sleep(GAP_S)
        try:
            async with asyncio.timeout(self._pause(batch)):
                await self._bell.wait()
        except TimeoutError:
            pass

    def _pause(self, batch: Batch) -> float:
        """To the next look without a ring. A transaction that withholds events may end without one."""
        waits = batch.withheld_at is not None and not batch.events
        self._patience = min(self._patience * 2, LOOK_EVERY_S) if waits else SOON_S
        return self._patience if batch.withheld_at is not None else LOOK_EVERY_S
