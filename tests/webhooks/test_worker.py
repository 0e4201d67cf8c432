"""A worker as it really runs: quick, in order, and killed in the worst moment."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from comptoir import worker
from comptoir.kit.ids import new_id
from comptoir.reactions import REACTIONS
from comptoir.webhooks import actions
from comptoir.wiring.doorbell import Doorbell
from tests.house import BREAD, IRIS, House
from tests.parts import Part
from tests.story import Story
from tests.webhooks.hooks import Hooks
from tests.webhooks.receiver import Answer
from tests.wiring.stage import until


@pytest.fixture
def part(house: House) -> Part:
    """A worker in a process of its own, at the house's moment: that of the machine's clock."""
    house.clock.at = datetime.now(UTC)
    return Part("worker", house.settings, COMPTOIR_WEBHOOKS_TO_PRIVATE_ADDRESSES="true")


@asynccontextmanager
async def working(house: House) -> AsyncGenerator[None]:
    """A worker in this process, with the clock of the house."""
    settings, clock = house.settings, house.clock
    task = asyncio.create_task(
        worker.work(settings, clock, reactions=REACTIONS, jobs=worker.JOBS, timers=(), lanes=worker.LANES)
    )
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_an_order_is_told_in_a_blink(house: House, hooks: Hooks) -> None:
    await hooks.add("order.placed")
    assert house.settings.database_url
    bell = Doorbell(house.settings.database_url)
    ringing = asyncio.create_task(bell.run())
    async with working(house):
        await Story.begin(house, (BREAD, 1))
        await until(lambda: hooks.receiver.taken)
        await asyncio.sleep(0.3)
        delays: list[float] = []
        for told in range(2, 5):
            await Story.begin(house, (BREAD, 1))
            started = time.perf_counter()
            bell.ring()
            await until(lambda told=told: len(hooks.receiver.taken) == told)
            delays.append(time.perf_counter() - started)
    assert min(delays) < 0.3
    ringing.cancel()


async def test_a_worker_that_dies_between_answer_and_note_tells_the_same_again(
    house: House, hooks: Hooks, part: Part
) -> None:
    webhook_id = await hooks.add("order.placed")
    await Story.begin(house, (BREAD, 1))
    async with house.sessions() as session:  # has what the worker wants to write then
        await session.execute(text("SELECT FROM webhooks WHERE id = :id FOR UPDATE"), {"id": webhook_id})
        with part.running():
            while not hooks.receiver.taken:
                await session.execute(text("SELECT pg_sleep(0.05)"))
    with part.running():
        await until(lambda: len(hooks.receiver.taken) == 2, seconds=20)
        first, again = hooks.receiver.taken
        assert (first.id, first.body) == (again.id, again.body)
        await Story.begin(house, (BREAD, 1))
        await until(lambda: len(hooks.receiver.taken) == 3, seconds=20)
        assert hooks.receiver.taken[2].id != first.id


async def test_a_worker_that_dies_again_and_again_tells_everything_in_order(
    house: House, hooks: Hooks, part: Part
) -> None:
    await hooks.add("order.placed")
    await house.deliver(BREAD, 40)
    numbers: list[str] = []
    for known in (0, 4, 8):
        numbers += [(await Story.begin(house, (BREAD, 1))).number for _ in range(6)]
        hooks.receiver.answers = [Answer(), Answer(), Answer(), Answer(hangs=True)]
        with part.running():
            await until(lambda known=known: len(hooks.receiver.heard) == known + 4, seconds=20)
    with part.running():
        await until(lambda: len({each.id for each in hooks.receiver.taken}) == 18, seconds=20)
    firsts = list(dict.fromkeys(each.data["number"] for each in hooks.receiver.taken))
    assert firsts == numbers


@pytest.mark.parametrize("state", ["active", "paused", "disabled"])
async def test_a_test_is_sent_whatever_else_is_not(house: House, hooks: Hooks, state: str) -> None:
    webhook_id = await hooks.add("order.placed")
    async with house.work() as work:
        await work.execute(text("UPDATE webhooks SET state = :state"), {"state": state})
    test_id = new_id()
    async with house.work(IRIS) as work:
        await actions.ask_test(work, webhook_id, test_id=test_id)
    async with working(house):
        await until(lambda: hooks.receiver.heard)
        while (await hooks.noted())[-1] != "tested":
            await asyncio.sleep(0.02)
    (ping,) = hooks.receiver.heard
    assert (ping.id, ping.type, ping.data) == (f"ping_{test_id}", "ping", {})
    row = (await house.rows("SELECT tested_at, test_trouble FROM webhooks"))[0]
    assert (row.tested_at, row.test_trouble) == (house.clock.now(), None)
    assert await hooks.state(webhook_id) == state


async def test_a_test_that_fails_is_not_sent_again(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    hooks.receiver.otherwise = Answer(410)
    async with house.work(IRIS) as work:
        await actions.ask_test(work, webhook_id, test_id=new_id())
    async with working(house):
        while (await hooks.noted())[-1] != "tested":
            await asyncio.sleep(0.02)
    assert len(hooks.receiver.heard) == 1
    assert await house.value("SELECT test_trouble FROM webhooks") == {"what": "answered", "status": 410}
    assert await hooks.state(webhook_id) == "active"
