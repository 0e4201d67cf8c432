"""Somebody locks what an order wants in the other order: the database ends one of the two, and nobody hears of it."""

import asyncio
from typing import Any

from sqlalchemy import text

from tests.house import BREAD, CHEESE, House, Level
from tests.invariants.truth import contradictions
from tests.sales.conftest import ShopSite

LOCK = text("SELECT FROM stock_levels WHERE location_id = 1 AND variant_id = :id FOR UPDATE")
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


async def test_an_order_that_was_ended_for_anothers_sake_is_placed_all_the_same(
    house: House, shop_site: ShopSite
) -> None:
    lines = [{"sku": "BREAD", "quantity": 2}, {"sku": "CHEESE", "quantity": 1}]
    async with house.sessions() as other:
        await other.execute(LOCK, {"id": CHEESE})
        order: asyncio.Task[Any] = asyncio.create_task(shop_site.order(lines=lines))
        while not await house.value(WAITING):
            await asyncio.sleep(0.01)
        await other.execute(LOCK, {"id": BREAD})  # the order has bread and waits for cheese, so one of the two must go
        await other.rollback()
    answer = await order
    assert answer.status_code == 201
    assert (await house.level(BREAD), await house.level(CHEESE)) == (Level(10, reserved=2), Level(5, reserved=1))
    assert await house.value("SELECT count(*) FROM orders") == 1
    assert (await house.events()).count("OrderPlaced") == 1
    assert await contradictions(house) == []
