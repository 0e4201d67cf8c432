"""Processes die at any moment: no acknowledged order is lost, no unit is sold twice, no message is forgotten."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncGenerator, Generator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from comptoir.sales.actions import Guest
from comptoir.wiring.database import make_engine, make_sessions
from comptoir.wiring.embedded import EmbeddedPostgres
from comptoir.wiring.postmaster import Postmaster
from comptoir.wiring.settings import Settings
from tests.conftest import migrated
from tests.house import ANNECY, CHEESE, House, Level
from tests.notices.post_office import PostOffice, opened
from tests.parts import Part
from tests.sales.conftest import TWO_BREADS
from tests.sales.crowd import Crowd, crowd_before
from tests.wiring.stage import until

ONE_CHEESE = {**TWO_BREADS, "location": "ANNECY", "lines": [{"sku": "CHEESE", "quantity": 1}]}
ORDERS = 30
IN_FLIGHT = 10
"""So many jobs a worker does at once, at most."""


async def test_a_server_that_is_killed_among_two_hundred_buyers_loses_no_order_and_sells_no_unit_twice(
    house: House,
) -> None:
    await house.deliver(CHEESE, 80, location=ANNECY)
    async with crowd_before(house) as crowd:
        buying = asyncio.create_task(crowd.buy(ONE_CHEESE, buyers=200))
        await crowd.served(at_least=40)
        crowd.server.kill()
        assert len(crowd.answers) < 200
        crowd.server.start()
        await buying

    assert crowd.failures
    assert crowd.statuses == [201] * 100 + [409] * 100
    assert await house.level(CHEESE, ANNECY) == Level(on_hand=100, reserved=100)
    await nothing_is_lost(house, crowd)


async def nothing_is_lost(house: House, crowd: Crowd) -> None:
    assert crowd.acknowledged == sorted(str(row.id) for row in await house.rows("SELECT id FROM orders"))
    assert await house.differences() == []


@pytest.fixture
def mortal(tmp_path: Path) -> Generator[EmbeddedPostgres]:
    """A database server of this test's own, which may be killed."""
    postgres = EmbeddedPostgres(tmp_path / "data", shared_buffers="32MB")
    postgres.start()
    yield postgres
    postgres.stop()


@pytest.fixture
async def shaky(mortal: EmbeddedPostgres, shaky_url: str) -> AsyncGenerator[House]:
    """A house on that server."""
    engine = make_engine(shaky_url)
    settings = Settings(database_url=shaky_url, data=mortal.data, secret="s" * 32)
    house = House(make_sessions(engine), settings)
    await house.build()
    yield house
    await engine.dispose()


@pytest.fixture
def shaky_url(mortal: EmbeddedPostgres) -> str:
    return migrated(mortal)


async def test_a_database_that_is_killed_makes_buyers_wait_and_loses_no_order(
    mortal: EmbeddedPostgres, shaky: House
) -> None:
    await shaky.deliver(CHEESE, 80, location=ANNECY)
    async with crowd_before(shaky) as crowd:
        buying = asyncio.create_task(crowd.buy(ONE_CHEESE, buyers=150))
        await crowd.served(at_least=30)
        kill(mortal)
        await crowd.until_ready(503)
        assert (await crowd.client.get("/health")).status_code == 200
        mortal.revive()
        await crowd.until_ready()
        await buying
    await shaky.sessions.engine.dispose()

    assert set(crowd.failures) == {503}
    assert crowd.statuses == [201] * 100 + [409] * 50
    await nothing_is_lost(shaky, crowd)


def kill(postgres: EmbeddedPostgres) -> None:
    postmaster = Postmaster.of(postgres.cluster)
    assert postmaster
    os.kill(postmaster.pid, signal.SIGKILL)


async def test_a_worker_that_is_killed_again_and_again_queues_each_notice_once_and_sends_it(house: House) -> None:
    house.clock.at = datetime.now(UTC)  # the worker's clock is the machine's: older orders would ring the manager
    await house.deliver(CHEESE, ORDERS, location=ANNECY)
    placed = [await order_for(house, f"buyer{n}@example.fr") for n in range(ORDERS)]
    async with opened() as office:
        worker = Part("worker", house.settings, COMPTOIR_SMTP_URL=f"smtp://127.0.0.1:{office.port}")
        with worker.running():
            await kill_in_a_reaction(house, worker, order_id=placed[ORDERS // 2])
            assert await house.value("SELECT count(*) FROM notices") < ORDERS
            for _ in range(2):
                worker.start()
                await kill_while_sending(office, worker)
                await let_its_jobs_be_taken_over(house)
            worker.start()
            await all_sent(house)

    notices = await house.rows("SELECT subject_id, kind FROM notices")
    assert sorted(notices) == sorted((order_id, "order_placed") for order_id in placed)
    written = Counter(office.recipients)
    assert written.keys() == {f"buyer{n}@example.fr" for n in range(ORDERS)}
    assert written.total() <= ORDERS + 2 * IN_FLIGHT
    assert len({mail["Message-ID"] for mail in office.mail}) == ORDERS


async def order_for(house: House, email: str) -> UUID:
    return (await house.order((CHEESE, 1), location=ANNECY, guest=Guest("Jeanne", email, None, "fr"))).order.id


async def kill_in_a_reaction(house: House, worker: Part, *, order_id: UUID) -> None:
    """Make the worker wait in the middle of its reactions for a row that it wants to write, and kill it there."""
    async with house.sessions() as session:
        await session.execute(text(SAME_NOTICE), {"order_id": order_id})
        while not (await session.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))).scalar():
            await asyncio.sleep(0.02)
        worker.kill()


SAME_NOTICE = """
    INSERT INTO notices (id, kind, medium, recipient, subject_id, facts, state, attempts, queued_at)
    SELECT gen_random_uuid(), 'order_placed', 'email', 'customer:' || customer_id, id, '{}', 'queued', 0, now()
    FROM orders WHERE id = :order_id
"""


async def kill_while_sending(office: PostOffice, worker: Part) -> None:
    """Kill the worker when the post office has just taken letters that it does not know of yet."""
    before = len(office.mail)
    await until(lambda: len(office.mail) >= before + 5, seconds=30)
    worker.kill()


async def let_its_jobs_be_taken_over(house: House) -> None:
    """The jobs of a worker that gave no sign for half a minute are done by another."""
    async with house.sessions() as session:
        await session.execute(text("UPDATE pgqueuer SET heartbeat = heartbeat - interval '1 minute'"))
        await session.commit()


async def all_sent(house: House) -> None:
    async with asyncio.timeout(30):
        while await house.value("SELECT count(*) FROM notices WHERE state = 'sent'") < ORDERS:
            await asyncio.sleep(0.1)
