"""Lanes: what must happen in order and waits for others, a lane for each key, driven by one worker at a time.

A lane's lock is held by a session, on one connection that this process keeps for all its lanes, so it lasts while
something slow happens outside, and no transaction does. If that connection is lost, all lanes end; any worker takes
them on, and goes on from what is in the database.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.clock import Clock
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.database import connect, make_sessions
from comptoir.wiring.keeping import keep_alive
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

TEND_EVERY_S = 1.0
"""How soon a lane that should be driven is."""

GAP_S = 0.05
"""Between two steps that a ring asked for, so that what comes together is seen together."""

PATIENCE_S = 10.0


class Rest(NamedTuple):
    """What a step leaves until the next: so many seconds, or, if it `wakes`, until the doorbell rings."""

    seconds: float
    wakes: bool = True


AT_ONCE = Rest(0)

Works = Callable[[], AbstractAsyncContextManager[Work]]
"""Opens a transaction's worth of work, which is committed at its end."""

Step = Callable[[], Awaitable[Rest | None]]
"""Goes one step further; None ends the lane."""


@dataclass(frozen=True)
class Lane:
    """A kind of lanes: `keys` says which are to be driven, `open` one of them for as long as it is driven."""

    name: str
    keys: Callable[[Work], Awaitable[Collection[UUID]]]
    open: Callable[[Works, Settings, UUID], AbstractAsyncContextManager[Step]]


@dataclass
class Driven:
    """A lane that this process drives."""

    task: asyncio.Task[None]
    wake: asyncio.Event


class Lanes:
    """Drives the lanes that no other worker drives."""

    def __init__(
        self,
        lanes: Sequence[Lane],
        engine: AsyncEngine,
        *,
        settings: Settings,
        clock: Clock,
        ring: Callable[[], None],
    ) -> None:
        self._lanes, self._settings, self._clock, self._ring = lanes, settings, clock, ring
        self._sessions = make_sessions(engine)
        self._driven: dict[str, Driven] = {}

    async def run(self, bell: asyncio.Event) -> None:
        """Drive until the connection that holds the locks is lost, which raises, or until cancelled."""
        assert self._settings.database_url, "lanes need a database"
        locks = await connect(self._settings.database_url)
        try:
            while True:
                for lane in self._lanes:
                    await self._tend(locks, lane)
                await self._pass_on(bell)
        finally:
            await self._end()
            locks.terminate()

    async def _tend(self, locks: Any, lane: Lane) -> None:
        """Let go of the lanes that ended, and drive those that nobody does."""
        async with self._work() as work:
            wanted = {f"lane {lane.name} {key}": key for key in await lane.keys(work)}
        await locks.execute("SELECT 1", timeout=PATIENCE_S)
        for name in [name for name, driven in self._driven.items() if driven.task.done()]:
            del self._driven[name]
            await locks.execute(_UNLOCK, name, timeout=PATIENCE_S)
        for name, key in wanted.items():
            if name not in self._driven and await locks.fetchval(_LOCK, name, timeout=PATIENCE_S):
                self._drive(name, lane, key)

    def _drive(self, name: str, lane: Lane, key: UUID) -> None:
        wake = asyncio.Event()
        drive = partial(self._steps, lane, key, wake)
        self._driven[name] = Driven(asyncio.create_task(keep_alive(name, drive)), wake)

    async def _steps(self, lane: Lane, key: UUID, wake: asyncio.Event) -> None:
        async with lane.open(self._work, self._settings, key) as step:
            while True:
                wake.clear()
                if (rest := await step()) is None:
                    return
                await _rest(rest, wake)

    @asynccontextmanager
    async def _work(self) -> AsyncGenerator[Work]:
        async with self._sessions() as session:
            work = Work(session, actor=SYSTEM, clock=self._clock, settings=self._settings, ring=self._ring)
            yield work
            await work.commit()

    async def _pass_on(self, bell: asyncio.Event) -> None:
        """Wake the lanes at each ring, until it is time to tend them."""
        try:
            async with asyncio.timeout(TEND_EVERY_S):
                while True:
                    await bell.wait()
                    bell.clear()
                    for driven in self._driven.values():
                        driven.wake.set()
        except TimeoutError:
            pass

    async def _end(self) -> None:
        driven, self._driven = self._driven, {}
        for each in driven.values():
            each.task.cancel()
        await asyncio.gather(*(each.task for each in driven.values()), return_exceptions=True)


async def _rest(rest: Rest, wake: asyncio.Event) -> None:
    await asyncio.sleep(min(rest.seconds, GAP_S) if rest.wakes else rest.seconds)
    if not rest.wakes or not rest.seconds:
        return
    try:
        async with asyncio.timeout(rest.seconds):
            await wake.wait()
    except TimeoutError:
        pass


_LOCK = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended($1, 0))"
