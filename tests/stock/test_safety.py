"""Safety stock: the nearest rule wins, and no channel sells what is kept back from it."""

import pytest

from comptoir.kit.errors import NotFound
from comptoir.routing.rules import NotEnoughStock
from comptoir.stock.actions import Fits, forget_rule, hold, keep_back
from comptoir.stock.queries import available_at, safety_of, safety_rules
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LYON, ZOE, House

CHAIN = Fits()
LYONS = Fits(location_id=LYON)
GROCERIES = Fits(department="Groceries")
BREADS = Fits(variant_id=BREAD)
BREADS_AT_LYON = Fits(variant_id=BREAD, location_id=LYON)
WEB = Fits(channel="web")
BREADS_ON_THE_WEB = Fits(channel="web", variant_id=BREAD)
NEARER_AND_NEARER = (CHAIN, LYONS, GROCERIES, BREADS, BREADS_AT_LYON, WEB, BREADS_ON_THE_WEB)


async def keep(house: House, fits: Fits, quantity: int) -> None:
    async with house.work(IRIS) as work:
        await keep_back(work, fits, quantity)


async def for_sale(house: House, variant: int = BREAD, *, channel: str = "web", location: int = LYON) -> int:
    async with house.work(ZOE) as work:
        found = await available_at(work, location_id=location, variant_ids=[variant], channel=channel)
        return found[variant]


async def test_each_nearer_rule_takes_over(house: House) -> None:
    for quantity, fits in enumerate(NEARER_AND_NEARER, start=1):
        await keep(house, fits, quantity)
        assert await for_sale(house) == 10 - quantity


async def test_the_order_in_which_rules_are_made_does_not_matter(house: House) -> None:
    for quantity, fits in reversed(list(enumerate(NEARER_AND_NEARER, start=1))):
        await keep(house, fits, quantity)
    assert await for_sale(house) == 10 - len(NEARER_AND_NEARER)


async def test_a_rule_keeps_back_from_whom_it_names_alone(house: House) -> None:
    await keep(house, Fits(channel="web", department="Groceries", location_id=LYON), 1)
    assert (await for_sale(house), await for_sale(house, channel="store")) == (9, 10)
    assert await for_sale(house, CHEESE, location=ANNECY) == 20
    await keep(house, Fits(department="Books"), 4)
    assert await for_sale(house, channel="store") == 10


async def test_the_web_may_not_sell_a_shops_last_piece_and_the_shop_may(house: House) -> None:
    await keep(house, WEB, 1)
    with pytest.raises(NotEnoughStock) as refused:
        await house.order((BREAD, 10))
    assert refused.value.facts["lines"][0]["available"] == 9
    await house.order((BREAD, 9))
    with pytest.raises(NotEnoughStock):
        await house.order((BREAD, 1))
    async with house.work(ZOE) as work:
        await hold(work, {(LYON, BREAD): 1}, purpose="aisle", channel="store")


async def test_elsewhere_names_what_the_channel_may_sell(house: House) -> None:
    await keep(house, Fits(channel="web", location_id=ANNECY), 12)
    with pytest.raises(NotEnoughStock) as refused:
        await house.order((CHEESE, 6))
    assert refused.value.facts["lines"][0]["elsewhere"][0]["available"] == 8


async def test_which_rule_holds_can_be_asked_for(house: House) -> None:
    await keep(house, CHAIN, 1)
    await keep(house, BREADS_AT_LYON, 2)
    async with house.work(ZOE) as work:
        rule = await safety_of(work, location_id=LYON, variant_id=BREAD, channel="web")
        assert rule is not None
        assert (rule.quantity, rule.sku, rule.location) == (2, "BREAD", "LYON")
        other = await safety_of(work, location_id=LYON, variant_id=CHEESE, channel="web")
        assert other is not None
        assert (other.quantity, other.sku) == (1, None)
        assert [rule.quantity for rule in await safety_rules(work)] == [2, 1]


async def test_a_rule_that_is_made_again_is_changed_and_one_that_is_removed_gives_way(house: House) -> None:
    await keep(house, CHAIN, 1)
    await keep(house, BREADS, 5)
    async with house.work(IRIS) as work:
        rule_id = await keep_back(work, BREADS, 3)
    assert await for_sale(house) == 7
    async with house.work(IRIS) as work:
        await forget_rule(work, rule_id)
    assert await for_sale(house) == 9
    with pytest.raises(NotFound):
        async with house.work(IRIS) as work:
            await forget_rule(work, rule_id)
    assert await house.events() == ["SafetyChanged"] * 4
