"""Waves when several people act at the same moment."""

import asyncio
from uuid import UUID

from comptoir.fulfilment import actions
from comptoir.fulfilment.actions.waves.starting import start_wave, start_with_next
from comptoir.sales.actions import cancel_order
from comptoir.wiring.actors import Actor
from tests.fulfilment.walk import Walk, arrive
from tests.house import BREAD, CHEESE, HUGO, LEA, LYON, NADIA, SHOP_SITE, House
from tests.invariants.truth import contradictions

ONE = [(BREAD, 1)]


async def next_two(house: House, who: Actor) -> UUID:
    async with house.work(who) as work:
        return await start_with_next(work, location_id=LYON, most=2)


async def test_two_who_want_the_next_orders_at_once_get_different_ones(house: House) -> None:
    _, ids = await arrive(house, *[ONE] * 4)
    await asyncio.gather(*[next_two(house, who) for who in (LEA, HUGO)], return_exceptions=True)
    rows = await house.rows("SELECT preparation_id, count(*) AS waves FROM totes GROUP BY 1")
    assert {row.waves for row in rows} == {1}
    assert {row.preparation_id for row in rows} <= set(ids)


async def test_two_who_choose_the_same_orders_in_another_order_do_not_wait_in_a_circle(house: House) -> None:
    _, ids = await arrive(house, *[ONE] * 4)

    async def choose(who: Actor, chosen: list[UUID]) -> UUID:
        async with house.work(who) as work:
            return await start_wave(work, location_id=LYON, preparation_ids=chosen)

    outcomes = await asyncio.gather(choose(LEA, ids), choose(HUGO, ids[::-1]), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["TakenMeanwhile", "UUID"]


async def test_a_unit_that_is_scanned_twice_at_once_goes_to_two_totes(house: House) -> None:
    walk = await Walk.begin(house, ONE, ONE, ONE)
    placed = await asyncio.gather(*[walk.scan(BREAD) for _ in range(3)])
    assert sorted(each.tote for each in placed) == [1, 2, 3]


async def test_scans_handing_over_and_cancelling_at_once_end_in_one_truth(house: House) -> None:
    await house.deliver(BREAD, 20)
    walk = await Walk.begin(house, *[[(BREAD, 2), (CHEESE, 1)]] * 4)

    async def cancel(which: int) -> None:
        async with house.work(SHOP_SITE) as work:
            await cancel_order(work, walk.orders[which])

    async def take_alone() -> None:
        async with house.work(NADIA) as work:
            await actions.take(work, walk.preparations[0], over=True)

    await asyncio.gather(
        *[walk.scan(BREAD) for _ in range(4)],
        *[walk.scan(CHEESE) for _ in range(2)],
        cancel(1),
        take_alone(),
        walk.take(HUGO, over=True),
        walk.refuse(BREAD, 1),
        cancel(3),
        return_exceptions=True,
    )
    assert await contradictions(house) == []
    assert (await walk.seen()).holder == "Hugo"
