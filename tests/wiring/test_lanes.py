"""Each lane is driven by one worker at a time, and by another when that one is gone."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.clock import SystemClock
from comptoir.wiring import lanes
from comptoir.wiring.keeping import keep_alive
from comptoir.wiring.lanes import AT_ONCE, Lane, Lanes, Rest, Step, Works
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work
from tests.wiring.score import Sessions
from tests.wiring.stage import rang, until

NORTH, SOUTH = UUID(int=1), UUID(int=2)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "TEND_EVERY_S", 0.05)
    monkeypatch.setattr(lanes, "GAP_S", 0.01)


class Road:
    """Lanes whose steps are written down, by worker."""

    def __init__(self, engine: AsyncEngine, settings: Settings) -> None:
        self._engine, self._settings = engine, settings
        self.wanted: set[UUID] = {NORTH}
        self.steps: list[tuple[str, UUID]] = []
        self.under_way: set[UUID] = set()
        self.rest: Rest | None = Rest(0.02)
        self.bells: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def driven_by(self, worker: str) -> AsyncGenerator[None]:
        bell = self.bells[worker] = asyncio.Event()
        driver = Lanes(
            [Lane("road", self._keys, lambda works, _settings, key: self._open(worker, works, key))],
            self._engine,
            settings=self._settings,
            clock=SystemClock(),
            ring=lambda: None,
        )
        task = asyncio.create_task(keep_alive(worker, lambda: driver.run(bell)))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _keys(self, _: Work) -> Collection[UUID]:
        return self.wanted

    @asynccontextmanager
    async def _open(self, worker: str, works: Works, key: UUID) -> AsyncGenerator[Step]:
        async def step() -> Rest | None:
            assert key not in self.under_way, "two drive the same lane"
            self.under_way.add(key)
            try:
                async with works() as work:
                    work.record(rang(1))
                await asyncio.sleep(0.005)
            finally:
                self.under_way.discard(key)
            self.steps.append((worker, key))
            return self.rest if key in self.wanted else None

        yield step

    def drivers(self, since: int = 0) -> set[str]:
        return {worker for worker, _ in self.steps[since:]}


@pytest.fixture
def road(engine: AsyncEngine, settings: Settings) -> Road:
    return Road(engine, settings)


async def test_of_two_workers_one_drives_a_lane(road: Road) -> None:
    async with road.driven_by("anna"), road.driven_by("bert"):
        await until(lambda: len(road.steps) > 20)
    assert len(road.drivers()) == 1


async def test_when_a_worker_is_gone_another_takes_over(road: Road) -> None:
    async with road.driven_by("anna"):
        await until(lambda: road.steps)
        async with road.driven_by("bert"):
            await asyncio.sleep(0.2)
            assert road.drivers() == {"anna"}
    since = len(road.steps)
    async with road.driven_by("bert"):
        await until(lambda: road.drivers(since) == {"bert"})


async def test_when_the_connection_with_the_locks_is_cut_the_lanes_begin_anew(road: Road, sessions: Sessions) -> None:
    async with road.driven_by("anna"):
        await until(lambda: road.steps)
        async with sessions() as session:
            cut = await session.scalars(HOLDERS_CUT)
            assert cut.all() == [True]
        since = len(road.steps)
        await until(lambda: len(road.steps) > since + 10)


HOLDERS_CUT = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
HOLDERS = text(
    "SELECT state, backend_xid, xact_start FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE locktype = 'advisory'"
)


async def test_a_lane_is_locked_without_a_transaction(road: Road, sessions: Sessions) -> None:
    async with road.driven_by("anna"):
        await until(lambda: len(road.steps) > 3)
        async with sessions() as session:
            assert (await session.execute(HOLDERS)).all() == [("idle", None, None)]


async def test_lanes_come_and_go(road: Road) -> None:
    async with road.driven_by("anna"):
        await until(lambda: road.steps)
        road.wanted = {SOUTH}
        await until(lambda: ("anna", SOUTH) in road.steps)
        since = len(road.steps)
        await asyncio.sleep(0.1)
        assert ("anna", NORTH) not in road.steps[since:]
        road.wanted = {NORTH, SOUTH}
        await until(lambda: ("anna", NORTH) in road.steps[since:])


async def test_a_step_that_fails_is_made_again(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    async with road.driven_by("anna"):
        await until(lambda: road.steps)
        with monkeypatch.context() as patched:
            patched.setattr(lanes.Work, "commit", None)
            await asyncio.sleep(0.1)
        since = len(road.steps)
        await until(lambda: len(road.steps) > since)


async def test_a_ring_wakes_a_lane_that_waits_for_it_and_no_other(road: Road) -> None:
    road.rest = Rest(60)
    async with road.driven_by("anna"):
        await until(lambda: road.steps)
        road.bells["anna"].set()
        await until(lambda: len(road.steps) == 2)
        road.rest = Rest(60, wakes=False)
        road.bells["anna"].set()
        await until(lambda: len(road.steps) == 3)
        road.bells["anna"].set()
        await asyncio.sleep(0.1)
    assert len(road.steps) == 3


async def test_what_goes_on_at_once_does_not_wait(road: Road) -> None:
    road.rest = AT_ONCE
    async with road.driven_by("anna"):
        await until(lambda: len(road.steps) > 30, seconds=2)
