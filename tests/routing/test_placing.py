"""Orders that the whole network serves: brought from wherever it is cheapest, or collected where they are not yet."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from comptoir.customers.actions import NewAddress
from comptoir.network.actions import suspend
from comptoir.routing.rules import NotEnoughStock
from comptoir.sales.actions import Placed, Wanted, place_order
from comptoir.sales.rules import AddressMissing, LocationMissing, NotEnoughAnywhere
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LYON, MARIE, SHOP_SITE, SKUS, WINE, House, Level

NEAR_LYON = NewAddress(
    name="Marie Durand", street="3 rue de la Paix", extra="", postcode="69100", town="Villeurbanne", country="FR",
    latitude=45.77, longitude=4.88,
)  # fmt: skip
NEAR_ANNECY = NewAddress(
    name="Marie Durand", street="1 rue du Lac", extra="", postcode="74000", town="Annecy", country="FR",
    latitude=45.91, longitude=6.12,
)  # fmt: skip


async def ordered(house: House, *lines: tuple[int, int], to: NewAddress = NEAR_LYON, **more: Any) -> Placed:
    """The shop site orders (variant, quantity) pairs to be brought."""
    async with house.work(SHOP_SITE) as work:
        wanted = [Wanted(SKUS[variant], quantity, "ship") for variant, quantity in lines]
        return await place_order(work, channel="web", guest=MARIE, lines=wanted, address=to, **more)


async def collected(house: House, *lines: tuple[int, int], **more: Any) -> Placed:
    """The shop site orders them to collect at Lyon."""
    async with house.work(SHOP_SITE) as work:
        wanted = [Wanted(SKUS[variant], quantity) for variant, quantity in lines]
        return await place_order(work, channel="web", guest=MARIE, lines=wanted, location="LYON", **more)


def given(placed: Placed) -> dict[tuple[int, int], int]:
    """Units by (location, variant)."""
    return {(part.location_id, part.line.variant_id): part.quantity for part in placed.slices}


async def work_of(house: House, placed: Placed) -> list[tuple[int, str, int | None]]:
    query = "SELECT location_id, method, destination_id FROM preparations WHERE order_id = :id ORDER BY location_id"
    return [tuple(row) for row in await house.rows(query, id=placed.order.id)]


async def test_goods_are_brought_from_the_store_nearby(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    assert given(placed) == {(LYON, CHEESE): 2}
    assert given(await ordered(chain, (CHEESE, 2), to=NEAR_ANNECY)) == {(ANNECY, CHEESE): 2}
    assert await work_of(chain, placed) == [(LYON, "ship", None)]
    assert await chain.status_of(placed.order.id) == "routed"


async def test_thirteen_units_come_from_two_stores_that_have_them_together(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 23))
    assert given(placed) == {(LYON, CHEESE): 5, (ANNECY, CHEESE): 18} or sum(given(placed).values()) == 23
    assert (await chain.level(CHEESE)).reserved + (await chain.level(CHEESE, ANNECY)).reserved == 23


async def test_a_pickup_of_what_the_store_lacks_is_sent_there_first(chain: House) -> None:
    placed = await collected(chain, (CHEESE, 7))
    assert given(placed)[ANNECY, CHEESE] >= 2
    works = await work_of(chain, placed)
    assert (ANNECY, "transfer", LYON) in works
    assert placed.order.promise_at > datetime(2026, 11, 25, 9, tzinfo=UTC)


async def test_a_pickup_of_what_the_store_has_needs_no_plan(chain: House) -> None:
    placed = await collected(chain, (CHEESE, 5))
    assert await work_of(chain, placed) == [(LYON, "collect", None)]
    assert await chain.value("SELECT count(*) FROM routing_decisions") == 0


async def test_some_lines_are_collected_and_others_brought(chain: House) -> None:
    async with chain.work(SHOP_SITE) as work:
        lines = [Wanted("BREAD", 1), Wanted("CHEESE", 1, "ship")]
        placed = await place_order(work, channel="web", guest=MARIE, lines=lines, location="LYON", address=NEAR_ANNECY)
    assert placed.order.method == "mixed"
    assert await work_of(chain, placed) == [(LYON, "collect", None), (ANNECY, "ship", None)]


async def test_what_nobody_has_enough_of_is_refused_whole(chain: House) -> None:
    with pytest.raises(NotEnoughAnywhere):
        await ordered(chain, (BREAD, 2), (CHEESE, 26))
    with pytest.raises(NotEnoughStock):
        await collected(chain, (CHEESE, 26))
    assert await chain.level(BREAD) == Level(on_hand=10)
    assert await chain.events() == []


async def test_or_waits_for_the_rest_if_that_is_wanted(chain: House) -> None:
    placed = await ordered(chain, (BREAD, 2), (CHEESE, 26), incomplete="wait")
    assert sum(given(placed).values()) == 27
    assert await chain.value("SELECT sum(unplaced) FROM order_lines") == 1
    assert await chain.value("SELECT count(*) FROM routing_waits") == 1


async def test_nobody_brings_from_a_store_that_is_suspended(chain: House) -> None:
    async with chain.work(IRIS) as work:
        await suspend(work, LYON, reason="Flood")
    assert given(await ordered(chain, (CHEESE, 2))) == {(ANNECY, CHEESE): 2}


async def test_the_last_units_go_to_one_of_many_buyers_and_never_to_two(chain: House) -> None:
    outcomes = await asyncio.gather(*(ordered(chain, (BREAD, 1)) for _ in range(15)), return_exceptions=True)
    assert sum(isinstance(outcome, Placed) for outcome in outcomes) == 10
    assert await chain.level(BREAD) == Level(on_hand=10, reserved=10)


async def test_where_goods_go_must_be_said(chain: House) -> None:
    async with chain.work(SHOP_SITE) as work:
        with pytest.raises(AddressMissing):
            await place_order(work, channel="web", guest=MARIE, lines=[Wanted("BREAD", 1, "ship")])
        with pytest.raises(LocationMissing):
            await place_order(work, channel="web", guest=MARIE, lines=[Wanted("BREAD", 1)], address=NEAR_LYON)


async def test_a_decision_is_kept_with_what_it_was_made_from(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2), (WINE, 1), incomplete="wait")
    (decision,) = await chain.rows("SELECT * FROM routing_decisions")
    assert (decision.order_id, decision.cause, decision.policy_version) == (placed.order.id, "placed", 1)
    assert len(decision.record) <= 4096
    assert [one["location"] for one in decision.plan["sources"]] == [LYON]
