"""A store that takes no orders for a while, closes on a holiday, or can do less."""

from datetime import date, timedelta

import pytest

from comptoir.kit.errors import NotFound
from comptoir.network.actions import (
    AlreadySuspended,
    EndsBefore,
    NotSuspended,
    resume,
    resume_due,
    set_capacity,
    set_special_day,
    suspend,
)
from comptoir.routing.rules import LocationClosedToOrders
from tests.house import BREAD, LYON, NADIA, TUESDAY_TEN, House


async def test_a_store_that_is_suspended_takes_no_orders_until_it_is_resumed(house: House) -> None:
    async with house.work(NADIA) as work:
        await suspend(work, LYON, reason="Flood in the stock room")
    with pytest.raises(LocationClosedToOrders):
        await house.order((BREAD, 1))
    with pytest.raises(AlreadySuspended):
        async with house.work(NADIA) as work:
            await suspend(work, LYON, reason="Again")
    async with house.work(NADIA) as work:
        await resume(work, LYON)
    await house.order((BREAD, 1))
    with pytest.raises(NotSuspended):
        async with house.work(NADIA) as work:
            await resume(work, LYON)
    assert [name for name in await house.events() if name.startswith("Location")] == [
        "LocationSuspended",
        "LocationResumed",
    ]


async def test_a_suspension_ends_by_itself(house: House) -> None:
    async with house.work(NADIA) as work:
        await suspend(work, LYON, reason="Stocktaking", until=TUESDAY_TEN + timedelta(hours=2))
    house.wait(hours=1)
    assert await ended(house) == 0
    house.wait(hours=1)
    assert await ended(house) == 1
    await house.order((BREAD, 1))


async def ended(house: House) -> int:
    async with house.work() as work:
        return await resume_due(work)


async def test_a_suspension_that_ends_before_it_begins_is_refused(house: House) -> None:
    with pytest.raises(EndsBefore):
        async with house.work(NADIA) as work:
            await suspend(work, LYON, reason="", until=TUESDAY_TEN)
    with pytest.raises(NotFound):
        async with house.work(NADIA) as work:
            await suspend(work, 77, reason="")


async def test_a_day_that_differs_counts_for_promises(house: House) -> None:
    async with house.work(NADIA) as work:
        await set_special_day(work, LYON, date(2026, 11, 24), [])
    placed = await house.order((BREAD, 1))
    assert placed.order.promise_at.isoformat() == "2026-11-25T10:00:00+00:00"


async def test_each_change_is_a_version(house: House) -> None:
    async with house.work(NADIA) as work:
        await set_capacity(work, LYON, 30)
        await set_special_day(work, LYON, date(2026, 12, 25), [])
    row = (await house.rows("SELECT version, capacity_per_day, hours FROM locations WHERE id = 1"))[0]
    assert (row.version, row.capacity_per_day, row.hours["2026-12-25"]) == (3, 30, [])
