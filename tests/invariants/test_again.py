"""Whatever goes wrong in whatever order: orders are given again until they are served, a person has them, or they end.

Stores close and open, units break and are found, people begin, refuse and dawdle, customers change their minds.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from random import Random
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.errors import Refused
from comptoir.network.actions import resume, suspend
from comptoir.routing.actions import end_waiting_due, move_at_risk_due, note_risks, see_chances_due
from comptoir.routing.actions.again import MOST_PLANS
from comptoir.sales.actions import Change, LineChange, change_order
from comptoir.stock.actions import adjust
from comptoir.wiring.edge import MOST_ANEW
from comptoir.wiring.problems import is_deadlock
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LYON, SHOP_SITE, SKUS, WINE, House
from tests.invariants.shop import TIMERS, Refusal, Shop, Target
from tests.invariants.truth import contradictions
from tests.reacting import react
from tests.routing.conftest import SERVICES
from tests.routing.test_boosts import helped
from tests.routing.test_placing import NEAR_ANNECY, NEAR_LYON, collected, ordered

ALL_TIMERS = (*TIMERS, note_risks, move_at_risk_due, see_chances_due, end_waiting_due)
ROUNDS, AT_ONCE = 25, 4
FEWEST_STORIES, MOST_STORIES = 2, 8
CAUSES = {"placed", "refused", "shortfall", "suspended", "untaken", "changed"}
"""Each is to happen at least once; what happens at the same time has its own order each time, so one may be missed."""


async def test_whatever_goes_wrong_orders_are_given_again_and_it_ends(engine: AsyncEngine, house: House) -> None:
    seen: Counter[str] = Counter()
    given_back = 0
    for seed in range(MOST_STORIES):
        shop, chance = Shop(engine, house), Random(seed)
        await open_shop(shop)
        for _ in range(ROUNDS):
            targets = await shop.targets()
            await asyncio.gather(*(is_done(shop, targets, chance.random()) for _ in range(AT_ONCE)))
            shop.house.wait(minutes=chance.choice((0, 1, 20, 70)))
            await settle(shop)
            assert await contradictions(shop.house) == []
            assert await unserved(shop.house) == []
            assert await helped_in_vain(shop.house) == []
        given_back += await shop.house.value(GIVEN_BACK)
        seen.update(row.cause for row in await shop.house.rows("SELECT cause FROM routing_decisions"))
        assert await shop.house.value(MOST) <= MOST_PLANS
        if seed + 1 >= FEWEST_STORIES and seen.keys() >= CAUSES:
            break
    assert seen.keys() >= CAUSES
    assert given_back


async def open_shop(shop: Shop) -> None:
    await shop.open()
    async with shop.house.work(IRIS) as work:
        await work.execute(text(SERVICES))
    await helped(shop.house, LYON, ANNECY, amount=300, budget=1400)


async def settle(shop: Shop) -> None:
    """Everything that follows, until nothing does any more: that it ends is what this is about."""
    for timer in ALL_TIMERS:
        await shop.tick(timer)
    for _ in range(50):
        if not await moved(shop):
            break
    else:
        raise AssertionError("it never ends")
    await react(shop.house)


async def moved(shop: Shop) -> int:
    async with shop.house.work() as work:
        return await move_at_risk_due(work)


async def is_done(shop: Shop, targets: list[Target], seed: float) -> bool:
    """Whether something was carried out or refused. What the database ended for another's sake is done anew, as the
    edge does it: an order that lost a race holds what it found while it looks elsewhere."""
    for _ in range(1 + MOST_ANEW):
        try:
            await deed(shop, targets, Random(seed))
        except Refused:
            return False
        except DBAPIError as error:
            if not is_deadlock(error):
                raise
        else:
            return True
    raise AssertionError("it was ended for another's sake again and again")


def deed(shop: Shop, targets: list[Target], chance: Random) -> Coroutine[Any, Any, Any]:
    """Something that happens."""
    match chance.randrange(14) if targets else 0:
        case 3 | 4 | 5:
            return befall(shop, chance.choice((LYON, ANNECY)), chance.choice((BREAD, CHEESE, WINE)), chance)
        case 6 | 7:
            return alter(shop, chance.choice(targets), chance)
        case 8:
            return shop.cancel(chance.choice(targets).order_id)
        case 0 | 1 | 2:
            return place(shop, chance)
        case _:
            return tap(shop, chance.choice(targets), chance)


def befall(shop: Shop, location: int, variant: int, chance: Random) -> Coroutine[Any, Any, Any]:
    """A store closes or opens, or has more or less than it thought."""
    return close_or_open(shop, location) if chance.random() < 0.3 else gain_or_lose(shop, location, variant, chance)


def place(shop: Shop, chance: Random) -> Coroutine[Any, Any, Any]:
    lines = [(variant, chance.randint(1, 2)) for variant in chance.sample((BREAD, CHEESE, WINE), chance.randint(1, 2))]
    if chance.random() < 0.4:
        return collected(shop.house, *lines)
    return ordered(shop.house, *lines, to=chance.choice((NEAR_LYON, NEAR_ANNECY)), incomplete="wait")


async def close_or_open(shop: Shop, location: int) -> None:
    async with shop.house.work(IRIS) as work:
        query = text("SELECT status FROM locations WHERE id = :id FOR UPDATE")
        if (await work.execute(query, {"id": location})).scalar_one() == "online":
            await suspend(work, location, reason="Flood")
        else:
            await resume(work, location)


async def gain_or_lose(shop: Shop, location: int, variant: int, chance: Random) -> None:
    reason = chance.choice(("damage", "damage", "found"))
    async with shop.house.work(IRIS) as work:
        await adjust(
            work, location_id=location, variant_id=variant, reason=reason, quantity=chance.randint(1, 2), reference="x"
        )


async def alter(shop: Shop, target: Target, chance: Random) -> None:
    line = LineChange(SKUS[target.next_line.variant], quantity=chance.randint(0, 3))
    address = NEAR_ANNECY if chance.random() < 0.3 and target.method == "ship" else None
    async with shop.house.work(SHOP_SITE) as work:
        await change_order(work, target.order_id, Change([line], address=address), incomplete="wait")


def tap(shop: Shop, target: Target, chance: Random) -> Coroutine[Any, Any, Any]:
    name = chance.choice((target.next or "take", target.next or "take", "refuse", "hand back"))
    said = Refusal(1, chance.choice(("damaged", "capacity", "not_in_stock")), None)
    return shop.move(name, target.worker, target, target.next_line, said)


async def unserved(house: House) -> list[Any]:
    """Orders of which something has no location, and that neither wait nor are before a person."""
    return list(await house.rows(UNSERVED))


async def helped_in_vain(house: House) -> list[Any]:
    """Help that counts more or fewer units than are served with it, or have left."""
    return list(await house.rows(HELPED_IN_VAIN))


UNSERVED = """
    SELECT DISTINCT l.order_id FROM order_lines l JOIN orders o ON o.id = l.order_id
    WHERE l.unplaced > 0 AND NOT EXISTS (SELECT FROM routing_waits w WHERE w.order_id = l.order_id)
"""
MOST = """
    SELECT coalesce(max(plans), 0) FROM (SELECT count(*) AS plans FROM routing_decisions GROUP BY order_id) AS of_order
"""
GIVEN_BACK = "SELECT count(*) FROM routing_boost_uses WHERE units_back > 0"
HELPED_IN_VAIN = """
    SELECT u.id FROM routing_boost_uses u JOIN routing_boost_parts s ON s.use_id = u.id
    JOIN allocations a ON a.id = s.allocation_id
    LEFT JOIN preparation_lines l ON l.allocation_id = a.id AND l.transfer_id IS NULL
    LEFT JOIN preparations p ON p.id = l.preparation_id
    GROUP BY u.id HAVING u.units - u.units_back <> coalesce(sum(CASE WHEN p.state = 'sent' THEN l.picked
        WHEN a.state IN ('routed', 'ready', 'fulfilled') THEN a.quantity END), 0)
"""
