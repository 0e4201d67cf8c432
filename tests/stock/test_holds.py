"""Holds: kept for a while, extended, given back, bought, expired; never twice, never more than there is."""

import asyncio
from uuid import UUID, uuid4

import pytest

from comptoir.kit.errors import NotFound
from comptoir.sales.actions import Wanted, place_order
from comptoir.stock.actions import expire_holds, extend_hold, hold, release_hold
from comptoir.stock.actions.holding import HoldDiffers, HoldOver, HoldTooLong, TooFewToHold
from tests.house import ANNECY, BREAD, CHEESE, LYON, MARIE, SHOP_SITE, SKUS, ZOE, House, Level
from tests.reacting import react


async def held(house: House, *units: tuple[int, int], minutes: int | None = None, location: int = LYON) -> UUID:
    """Zoé holds (variant, quantity) pairs for a customer who is on the way."""
    async with house.work(ZOE) as work:
        wanted = {(location, variant): quantity for variant, quantity in units}
        return await hold(work, wanted, purpose="aisle", channel="store", minutes=minutes, label="Anna")


async def bought(house: House, hold_id: UUID, *lines: tuple[int, int]) -> UUID:
    """The shop site orders what was held."""
    async with house.work(SHOP_SITE) as work:
        wanted = [Wanted(SKUS[variant], quantity) for variant, quantity in lines]
        placed = await place_order(
            work, channel="web", location="LYON", guest=MARIE, lines=wanted, reference=None, hold_id=hold_id
        )
        return placed.order.id


async def expired(house: House) -> int:
    async with house.work() as work:
        return await expire_holds(work)


async def test_what_is_held_is_promised(house: House) -> None:
    await held(house, (BREAD, 3), (CHEESE, 5))
    assert await house.level(BREAD) == Level(on_hand=10, reserved=3)
    with pytest.raises(TooFewToHold):
        await held(house, (BREAD, 1), (CHEESE, 1))
    assert await house.level(BREAD) == Level(on_hand=10, reserved=3)
    assert await house.events() == ["LevelsChanged", "HoldMade"]


async def test_a_hold_goes_by_itself_and_once(house: House) -> None:
    await held(house, (BREAD, 3), minutes=15)
    house.wait(minutes=14)
    assert await expired(house) == 0
    house.wait(minutes=1)
    assert sum(await asyncio.gather(expired(house), expired(house), expired(house))) == 1
    assert await house.level(BREAD) == Level(on_hand=10)
    assert (await house.events()).count("HoldEnded") == 1


async def test_a_hold_that_is_extended_stays(house: House) -> None:
    hold_id = await held(house, (BREAD, 3), minutes=15)
    house.wait(minutes=14)
    async with house.work(ZOE) as work:
        await extend_hold(work, hold_id, minutes=30)
    house.wait(minutes=29)
    assert await expired(house) == 0
    house.wait(minutes=1)
    assert await expired(house) == 1


async def test_a_hold_that_is_given_back_is_over(house: House) -> None:
    hold_id = await held(house, (BREAD, 3))
    async with house.work(ZOE) as work:
        await release_hold(work, hold_id)
    assert await house.level(BREAD) == Level(on_hand=10)
    with pytest.raises(HoldOver):
        async with house.work(ZOE) as work:
            await release_hold(work, hold_id)
    with pytest.raises(NotFound):
        async with house.work(ZOE) as work:
            await release_hold(work, uuid4())


async def test_a_hold_becomes_the_orders_whatever_else_was_sold(house: House) -> None:
    hold_id = await held(house, (BREAD, 3), minutes=15)
    await house.order((BREAD, 7))
    house.wait(minutes=14)
    order_id = await bought(house, hold_id, (BREAD, 3))
    house.wait(minutes=60)
    assert await expired(house) == 0
    assert await house.level(BREAD) == Level(on_hand=10, reserved=10)
    assert await house.status_of(order_id) == "routed"
    await react(house)
    assert await house.differences() == []


@pytest.mark.parametrize("lines", [((BREAD, 2),), ((BREAD, 4),), ((CHEESE, 3),), ((BREAD, 3), (CHEESE, 1))])
async def test_an_order_of_other_goods_than_were_held_is_refused(
    house: House, lines: tuple[tuple[int, int], ...]
) -> None:
    hold_id = await held(house, (BREAD, 3))
    with pytest.raises(HoldDiffers):
        await bought(house, hold_id, *lines)
    assert await house.level(BREAD) == Level(on_hand=10, reserved=3)


async def test_a_hold_at_another_store_is_not_the_orders(house: House) -> None:
    with pytest.raises(HoldDiffers):
        await bought(house, await held(house, (CHEESE, 1), location=ANNECY), (CHEESE, 1))


async def test_a_hold_that_is_over_can_not_be_bought_even_before_the_timer_came(house: House) -> None:
    hold_id = await held(house, (BREAD, 3), minutes=1)
    house.wait(minutes=1)
    with pytest.raises(HoldOver):
        await bought(house, hold_id, (BREAD, 3))


@pytest.mark.parametrize("minutes", [0, -5, 24 * 60 + 1])
async def test_a_hold_lasts_a_day_at_most(house: House, minutes: int) -> None:
    with pytest.raises(HoldTooLong):
        await held(house, (BREAD, 1), minutes=minutes)


async def test_of_buyers_and_holders_at_once_nobody_gets_what_another_has(house: House) -> None:
    buying = [house.order((BREAD, 1)) for _ in range(8)]
    holding = [held(house, (BREAD, 1)) for _ in range(8)]
    outcomes = await asyncio.gather(*buying, *holding, return_exceptions=True)
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 10
    assert await house.level(BREAD) == Level(on_hand=10, reserved=10)
    assert await house.differences() == []


async def test_a_hold_is_bought_or_expires_but_never_both(house: House) -> None:
    for _ in range(5):
        hold_id = await held(house, (BREAD, 2), minutes=1)
        house.wait(minutes=1)
        outcomes = await asyncio.gather(bought(house, hold_id, (BREAD, 2)), expired(house), return_exceptions=True)
        assert isinstance(outcomes[0], HoldOver)
        assert await expired(house) + (outcomes[1] if isinstance(outcomes[1], int) else 0) == 1
    assert await house.level(BREAD) == Level(on_hand=10)
