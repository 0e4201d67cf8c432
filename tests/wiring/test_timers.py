"""Timers run by the second, in one worker at a time, and none spoils another."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.clock import SystemClock
from comptoir.wiring import timers
from comptoir.wiring.sessions import Sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.timers import Timer, Timers
from comptoir.wiring.work import Work
from tests.wiring.stage import rang


class Rota:
    """A shop whose timers ring bells that are due."""

    def __init__(self, engine: AsyncEngine, sessions: Sessions, settings: Settings) -> None:
        self.engine, self.sessions, self.settings = engine, sessions, settings
        self.due = 0
        self.calls = 0
        self.rings = 0
        self.hold = asyncio.Event()
        self.hold.set()

    async def ring_one(self, work: Work) -> int:
        self.calls += 1
        await self.hold.wait()
        if not self.due:
            return 0
        self.due -= 1
        work.record(rang(1))
        return 1

    async def fail(self, work: Work) -> int:
        work.record(rang(2))
        await work.flush()
        raise ZeroDivisionError

    def timers(self, *all_timers: Timer) -> Timers:
        return Timers(all_timers, self.engine, settings=self.settings, clock=SystemClock(), ring=self._ring)

    async def recorded(self) -> list[str]:
        async with self.sessions() as session:
            return list(await session.scalars(text("SELECT data ->> 'location_id' FROM events")))

    def _ring(self) -> None:
        self.rings += 1


@pytest.fixture
def rota(engine: AsyncEngine, sessions: Sessions, settings: Settings) -> Rota:
    return Rota(engine, sessions, settings)


async def test_a_timer_is_called_until_nothing_is_due(rota: Rota) -> None:
    rota.due = 3
    await rota.timers(Timer(rota.ring_one)).tick()
    assert await rota.recorded() == ["1"] * 3
    assert rota.calls == 4
    assert rota.rings == 3


async def test_a_timer_that_never_ends_lets_the_others_run(rota: Rota, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "MOST_ROUNDS", 5)
    rota.due = 1000
    await rota.timers(Timer(rota.ring_one)).tick()
    assert rota.calls == 5


async def test_a_timer_that_fails_leaves_nothing_and_stops_no_other(rota: Rota) -> None:
    rota.due = 1
    await rota.timers(Timer(rota.fail), Timer(rota.ring_one)).tick()
    assert await rota.recorded() == ["1"]


async def test_of_two_workers_one_at_a_time_runs_a_timer(rota: Rota) -> None:
    rota.due = 1
    rota.hold.clear()
    first = asyncio.create_task(rota.timers(Timer(rota.ring_one)).tick())
    while not rota.calls:
        await asyncio.sleep(0.005)
    await rota.timers(Timer(rota.ring_one)).tick()
    assert rota.calls == 1, "the second found it locked"
    rota.hold.set()
    await first
    assert await rota.recorded() == ["1"]


async def test_a_rare_timer_runs_rarely(rota: Rota) -> None:
    both = rota.timers(Timer(rota.ring_one, every_s=3600))
    await both.tick()
    await both.tick()
    assert rota.calls == 1
