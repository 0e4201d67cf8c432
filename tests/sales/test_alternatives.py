"""What can stand in for goods that are not there: the rules, and what a preparer is shown."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, text

from comptoir.catalogue.actions import index_all
from comptoir.catalogue.tables import Product, Variant
from comptoir.sales.queries.alternatives import Alternative, alternatives_to, missing
from comptoir.sales.queries.places import places_of
from comptoir.sales.rules.alternatives import Offer, Ware, alternatives, charged
from comptoir.stock.tables import StockLevel
from tests.fulfilment.test_store_work import taken
from tests.house import ANNECY, BREAD, CHEESE, LEA, LYON, House

SHIRT = Ware(1, 1, "Fashion", "Linen shirt", "Maison", "M", "Blue", 4000)


def ware(variant_id: int, **differs: Any) -> Ware:
    """A shirt that differs from the one that is wanted."""
    return msgspec.structs.replace(SHIRT, variant_id=variant_id, **differs)


def best(*offers: Offer | Ware, units: int = 1) -> list[int]:
    """The ids of what stands in for so many shirts; three of each are there unless it is said."""
    given = [offer if isinstance(offer, Offer) else Offer(offer, 3) for offer in offers]
    return [each.ware.variant_id for each in alternatives(SHIRT, given, units=units)]


def test_the_same_product_comes_first_in_the_same_size_then_in_the_next() -> None:
    other = ware(2, product_id=2, colour="Blue")
    sizes = [ware(3, size="XL"), ware(4, size="L"), ware(5, colour="Red")]
    assert best(other, *sizes) == [5, 4, 3, 2]


def test_of_other_products_what_is_called_alike_comes_first() -> None:
    coat, shirt = ware(2, product_id=2, name="Raincoat"), ware(3, product_id=3, name="Cotton shirt", price=5000)
    assert best(coat, shirt) == [3, 2]


def test_what_there_is_enough_of_goes_before_what_is_nearer() -> None:
    assert best(Offer(ware(2, colour="Red"), 1), Offer(ware(3, size="XL"), 2), units=2) == [3, 2]


@pytest.mark.parametrize(
    "no_alternative",
    [
        ware(1),
        ware(2, product_id=2, department="Kitchen"),
        ware(2, product_id=2, price=6001),
        ware(2, product_id=2, price=1999),
        ware(2, colour="Red", handling=("cold",)),
        Offer(ware(2, colour="Red"), 0),
    ],
    ids=["itself", "another department", "far dearer", "far cheaper", "to be kept cold", "none there"],
)
def test_no_alternative_is(no_alternative: Offer | Ware) -> None:
    assert best(no_alternative) == []


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_customer_never_pays_more(price: int, today: int) -> None:
    assert charged(price, today) <= price


WARES = st.builds(
    ware,
    st.integers(1, 50),
    product_id=st.integers(1, 4),
    size=st.sampled_from(["", "S", "M", "38", "1 kg"]),
    colour=st.sampled_from(["", "Blue", "Red"]),
    name=st.sampled_from(["Linen shirt", "Shirt", "Coat", "é"]),
    price=st.integers(0, 9000),
)


@given(st.lists(st.builds(Offer, WARES, st.integers(-1, 3)), unique_by=lambda it: it.ware.variant_id), st.randoms())
def test_the_order_in_which_they_are_looked_at_makes_no_difference(offers: list[Offer], chance: Any) -> None:
    shuffled = [*offers]
    chance.shuffle(shuffled)
    assert alternatives(SHIRT, offers, units=1) == alternatives(SHIRT, shuffled, units=1)


RYE, BRIE, FROZEN = 11, 12, 13


async def stock(house: House) -> None:
    """Rye bread is there too, in the same department; brie is a Comté in another size; and there is frozen bread."""
    products = [(RYE, "Rye bread"), (FROZEN, "Frozen bread")]
    variants = [(RYE, RYE, 300, "", []), (BRIE, CHEESE, 590, "200 g", []), (FROZEN, FROZEN, 250, "", ["frozen"])]
    levels = {RYE: 4, BRIE: 2, FROZEN: 9}
    async with house.work() as work:
        rows = [{"id": at, "code": f"P{at}", "name": name, "department": "Groceries"} for at, name in products]
        await work.session.execute(insert(Product), rows)
        goods = [
            {"id": at, "product_id": of, "sku": f"V{at}", "price": p, "tax_rate": "0.055", "size": s, "handling": h}
            for at, of, p, s, h in variants
        ]
        await work.session.execute(insert(Variant), goods)
        there = [{"location_id": LYON, "variant_id": at, "on_hand": units} for at, units in levels.items()]
        await work.session.execute(insert(StockLevel), there)
        opening = """INSERT INTO movements
            (location_id, variant_id, version, cause, on_hand_change, on_hand_after, actor, at)
            SELECT location_id, variant_id, 1, 'opening', on_hand, on_hand, 'system:test', :at FROM stock_levels
            WHERE variant_id > 10"""
        await work.execute(text(opening), {"at": work.now})
    async with house.work() as work:
        await index_all(work)


async def shown(house: House, variant: int, units: int = 1) -> list[Alternative]:
    """What Léa is shown when she can't find units of an order."""
    _, preparation_id = await taken(house, (variant, units))
    async with house.work(LEA) as work:
        found = await missing(work, preparation_id, await house.line_of(preparation_id, variant))
        assert found
        assert found.left == units
        return await alternatives_to(work, found)


async def test_a_preparer_sees_what_her_store_has(house: House) -> None:
    await stock(house)
    alternatives = await shown(house, BREAD)
    assert [(each.name, each.price, each.available) for each in alternatives] == [("Rye bread", 300, 4)]


async def test_another_size_is_the_same_product(house: House) -> None:
    await stock(house)
    first = (await shown(house, CHEESE))[0]
    assert (first.sku, first.size, first.is_same_product) == ("V12", "200 g", True)


async def test_what_is_promised_to_others_or_kept_back_is_none(house: House) -> None:
    await stock(house)
    async with house.work() as work:
        await work.execute(text("UPDATE stock_levels SET blocked = 4 WHERE variant_id = 11"))
    assert await shown(house, BREAD) == []
    async with house.work() as work:
        await work.execute(text("UPDATE stock_levels SET blocked = 0 WHERE variant_id = 11"))


async def test_where_to_look_once_more(house: House) -> None:
    await stock(house)
    shelf = """INSERT INTO stock_shelves (location_id, variant_id, shelf, said_by, said_at)
        VALUES (1, 2, 'A-1', 'test', now()), (1, 12, 'B-7', 'test', now())"""
    async with house.work() as work:
        await work.execute(text(shelf))
        places = await places_of(work, LYON, CHEESE)
        nowhere = await places_of(work, ANNECY, BREAD)
    assert (places.shelf, places.on_shelf, places.others) == ("A-1", 5, ["B-7"])
    assert (nowhere.shelf, nowhere.on_shelf, nowhere.others) == (None, 0, [])
