"""Timers: what happens because time passes. Each asks the database what is due, so that a missed second is no loss."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.clock import Clock
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.away import is_away
from comptoir.wiring.database import make_sessions
from comptoir.wiring.metrics import TIMERS
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

TICK_S = 1.0
MOST_ROUNDS = 50
"""So many calls of one timer in a row, then the others have their turn."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Timer:
    """An action that handles a few due rows and says how many: it is called again until there are none."""

    act: Callable[[Work], Awaitable[int]]
    every_s: float = TICK_S

    @property
    def name(self) -> str:
        return self.act.__qualname__


class Timers:
    """Runs timers, each call in its own transaction under the timer's own lock, so that two workers never share one."""

    def __init__(
        self,
        timers: Sequence[Timer],
        engine: AsyncEngine,
        *,
        settings: Settings,
        clock: Clock,
        ring: Callable[[], None],
    ) -> None:
        self._timers, self._settings, self._clock, self._ring = timers, settings, clock, ring
        self._sessions = make_sessions(engine)
        self._due = dict.fromkeys(timers, 0.0)

    async def run(self) -> None:
        """Run what is due each second, for ever."""
        while True:
            await self.tick()
            await asyncio.sleep(TICK_S)

    async def tick(self) -> None:
        """Run every timer whose time has come."""
        now = asyncio.get_running_loop().time()
        for timer in self._timers:
            if self._due[timer] <= now:
                self._due[timer] = now + timer.every_s
                await self._run(timer)

    async def _run(self, timer: Timer) -> None:
        try:
            for _ in range(MOST_ROUNDS):
                if not await self._call(timer):
                    break
        except Exception as error:
            if is_away(error):
                raise
            log.error("timer_failed", timer=timer.name, exc_info=error)

    async def _call(self, timer: Timer) -> int:
        async with self._sessions() as session:
            work = Work(session, actor=SYSTEM, clock=self._clock, settings=self._settings, ring=self._ring)
            if not (await work.execute(_LOCK, {"name": f"timer {timer.name}"})).scalar_one():
                return 0
            handled = await timer.act(work)
            await work.commit()
        TIMERS.labels(timer.name).inc(handled)
        return handled


_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
