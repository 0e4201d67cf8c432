"""The database goes away and comes back; nobody has to be started again."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir import worker
from comptoir.fulfilment.events import PreparationRang
from comptoir.kit.clock import SystemClock
from comptoir.wiring.database import make_engine
from comptoir.wiring.embedded import EmbeddedPostgres
from comptoir.wiring.health import health_handlers
from comptoir.wiring.jobs import Jobs, enqueue
from comptoir.wiring.reacting import Reactions
from comptoir.wiring.sessions import Sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.timers import Timer
from comptoir.wiring.work import Work
from tests.wiring.stage import commit, rang, until

pytestmark = pytest.mark.usefixtures("trouble")


class Day:
    """What a worker did: bells that it heard, letters that it sent, seconds that it counted."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.seconds = 0

    async def hear(self, work: Work, event: PreparationRang) -> None:
        await enqueue(work, "send", str(event.version).encode())

    async def send(self, _work: Work, letter: bytes) -> None:
        self.letters.append(letter)

    async def count(self, _work: Work) -> int:
        self.seconds += 1
        return 0


@asynccontextmanager
async def at_work(settings: Settings, day: Day) -> AsyncGenerator[None]:
    reactions: Reactions = {PreparationRang: (day.hear,)}
    jobs: Jobs = {"send": day.send}
    timers = (Timer(day.count),)
    task = asyncio.create_task(worker.work(settings, SystemClock(), reactions=reactions, jobs=jobs, timers=timers))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def server(settings: Settings) -> AsyncGenerator[AsyncTestClient[Litestar]]:
    """A web process that only tells how it is."""
    engine = make_engine(settings.database_url or "", pool_size=1)
    async with AsyncTestClient(Litestar(health_handlers(lambda _: engine), openapi_config=None)) as client:
        yield client
    await engine.dispose()


async def test_a_worker_reacts_does_jobs_and_keeps_time(
    settings: Settings, engine: AsyncEngine, sessions: Sessions
) -> None:
    day = Day()
    async with at_work(settings, day):
        await commit(sessions, rang(1, version=7))
        await until(lambda: day.letters == [b"7"] and day.seconds)


async def test_a_worker_outlives_an_outage(
    settings: Settings, engine: AsyncEngine, sessions: Sessions, postgres: EmbeddedPostgres
) -> None:
    day = Day()
    async with at_work(settings, day):
        await commit(sessions, rang(1, version=1))
        await until(lambda: day.letters == [b"1"])
        postgres.stop()
        await asyncio.sleep(1)
        postgres.start()
        await engine.dispose()
        counted = day.seconds
        await commit(sessions, rang(1, version=2))
        await until(lambda: day.letters == [b"1", b"2"] and day.seconds > counted, seconds=20)


async def test_a_server_says_when_it_cannot_work_and_when_it_can_again(
    server: AsyncTestClient[Litestar], postgres: EmbeddedPostgres
) -> None:
    assert (await server.get("/ready")).status_code == 200
    postgres.stop()
    try:
        away = await server.get("/ready")
        alive = await server.get("/health")
    finally:
        postgres.start()
    assert (away.status_code, away.headers["content-type"]) == (503, "application/problem+json")
    assert away.json()["title"].startswith("The database cannot be reached")
    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert (await server.get("/ready")).status_code == 200


async def test_a_database_that_does_not_answer_counts_as_away_within_about_a_second(
    server: AsyncTestClient[Litestar], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_engine: AsyncEngine) -> bool:
        await asyncio.sleep(60)
        return True

    monkeypatch.setattr("comptoir.wiring.health._asked", never)
    async with asyncio.timeout(2):
        assert (await server.get("/ready")).status_code == 503
