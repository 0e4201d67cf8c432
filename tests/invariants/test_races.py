"""Two at the same moment, in the one order that could go wrong."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy import text

from comptoir.fulfilment import actions
from tests.fulfilment.returns import put_all_back
from tests.house import BREAD, CHEESE, LEA, ZOE, House, Level
from tests.story import Story


@asynccontextmanager
async def in_use(house: House, variant: int) -> AsyncGenerator[None]:
    """Somebody holds a level of Lyon."""
    async with house.sessions() as session:
        await session.execute(
            text("SELECT FROM stock_levels WHERE location_id = 1 AND variant_id = :v FOR UPDATE"), {"v": variant}
        )
        yield


async def until_waiting(house: House, *, least: int = 1) -> None:
    """Wait until so many wait for a row."""
    while await house.value("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted") < least:
        await asyncio.sleep(0.01)


async def on_the_shelf(house: House, *lines: tuple[int, int]) -> Story:
    story = await Story.begin(house, *lines)
    await story.prepare()
    return story


async def test_orders_that_expire_do_not_wait_in_a_circle_with_one_that_is_placed(house: House) -> None:
    for variant in (CHEESE, BREAD):
        await on_the_shelf(house, (variant, 1))
    house.wait(days=8)
    async with in_use(house, BREAD):
        placing = asyncio.create_task(house.order((BREAD, 1), (CHEESE, 1)))
        await until_waiting(house)
        expiring = asyncio.create_task(expire(house))
        await until_waiting(house, least=2)
    await placing
    assert await expiring + await expire(house) + await expire(house) == 2
    await put_all_back(house)
    assert await house.level(CHEESE) == Level(on_hand=5, reserved=1)
    assert await house.differences() == []


async def expire(house: House) -> int:
    async with house.work() as work:
        return await actions.expire_due(work)


async def test_a_count_knows_of_the_units_that_leave_with_a_customer_at_that_moment(house: House) -> None:
    collected, refused = await on_the_shelf(house, (BREAD, 2)), await Story.begin(house, (BREAD, 1))
    await refused.take()
    async with house.work(ZOE) as work:
        await actions.hand_over(work, collected.preparation_id, proof="code")
        refusing = asyncio.create_task(find_none(house, refused))
        await until_waiting(house)
    await refusing
    assert await house.level(BREAD) == Level(on_hand=0)


async def find_none(house: House, story: Story) -> None:
    line_id = await house.line_of(story.preparation_id, BREAD)
    async with house.work(LEA) as work:
        await actions.refuse(work, story.preparation_id, line_id=line_id, quantity=1, reason="not_in_stock", found=0)
