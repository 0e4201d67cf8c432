"""Who has a variant: this store, the nearest, the warehouses, and how far each figure can be trusted."""

from typing import Any

import pytest
from sqlalchemy import insert, text

from comptoir.network.tables import Location
from comptoir.stock.actions import Fits, adjust, hold, keep_back, note_looks
from comptoir.stock.queries.holds import holds_concerning, holds_of_variant
from comptoir.stock.queries.network import Network, Totals, Units, network_of, units_of
from comptoir.stock.queries.safety import kept_back
from comptoir.stock.queries.shortfalls import shortfalls_at
from comptoir.stock.rules import Quantities, doubt
from tests.house import ANNECY, BREAD, CHEESE, HOURS, LYON, SHOP_SITE, WINE, ZOE, House
from tests.stock.test_holds import held

GENEVA, DIJON, DEPOT = 3, 4, 5
PLACES = {
    GENEVA: ("GENEVA", "store", 46.2, 6.14),
    DIJON: ("DIJON", "store", 47.32, 5.04),
    DEPOT: ("DEPOT", "warehouse", 45.6, 4.9),
}


async def open_more(house: House, **stock: int) -> None:
    """Stores in Geneva and Dijon and a warehouse near Lyon, with so much cheese each."""
    async with house.sessions() as session:
        for location_id, (code, kind, latitude, longitude) in PLACES.items():
            place = {"town": code.title(), "latitude": latitude, "longitude": longitude, "hours": HOURS}
            row = {"id": location_id, "code": code, "name": code.title(), "kind": kind, "services": [], **place}
            await session.execute(insert(Location).values(**row))
        await session.commit()
    async with house.work() as work:
        for name, units in stock.items():
            location_id = next(place for place, (code, *_) in PLACES.items() if code.lower() == name)
            await adjust(work, location_id=location_id, variant_id=CHEESE, reason="found", quantity=units, reference="")


async def seen(house: House, variant: int, here: int | None, **options: Any) -> Network:
    async with house.work(ZOE) as work:
        return await network_of(work, variant, here=here, **options)


async def test_this_store_comes_first_then_the_nearest_that_have_some_then_warehouses(house: House) -> None:
    await open_more(house, geneva=2, dijon=30, depot=500)
    network = await seen(house, CHEESE, LYON)
    assert network.here is not None
    assert (network.here.level, network.here.available, network.here.km) == (Quantities(on_hand=5), 5, 0)
    assert [(place.name, place.available) for place in network.stores] == [("Annecy", 20), ("Geneva", 2), ("Dijon", 30)]
    assert [(place.name, place.available) for place in network.warehouses] == [("Depot", 500)]
    assert [round(place.km or 0) for place in network.stores] == [101, 112, 174]
    assert network.totals == Totals(available=557, stores=4, changes=2 + 3 * 2, reserved=0)


async def test_of_many_stores_the_nearest_are_told_and_all_are_counted(house: House) -> None:
    await open_more(house, geneva=2, dijon=30)
    network = await seen(house, CHEESE, LYON, most=1)
    assert [place.name for place in network.stores] == ["Annecy"]
    assert (network.totals.available, network.totals.stores) == (57, 4)


async def test_from_nowhere_who_has_most_comes_first(house: House) -> None:
    await open_more(house, geneva=2, dijon=30)
    network = await seen(house, CHEESE, None)
    assert network.here is None
    assert [(place.name, place.km) for place in network.stores] == [
        ("Dijon", None),
        ("Annecy", None),
        ("Lyon", None),
        ("Geneva", None),
    ]


async def test_who_has_nothing_to_sell_is_no_help_unless_it_is_this_store(house: House) -> None:
    await held(house, (CHEESE, 5))
    network = await seen(house, CHEESE, LYON)
    assert network.here is not None
    assert network.here.available == 0
    assert [place.name for place in (await seen(house, CHEESE, ANNECY)).stores] == []
    assert (await seen(house, WINE, LYON)) == Network(None, [], [], Totals())


async def test_the_changes_of_a_variant_only_grow_also_when_nobody_has_any_left(house: House) -> None:
    counted = [(await seen(house, BREAD, ANNECY)).totals.changes]
    for units in (9, 1):
        await held(house, (BREAD, units))
        counted.append((await seen(house, BREAD, ANNECY)).totals.changes)
    assert counted == [1, 2, 3]


async def test_what_is_kept_back_is_not_available_in_either_figure(house: House) -> None:
    async with house.work() as work:
        await keep_back(work, Fits(channel="store", location_id=ANNECY), 18)
        await keep_back(work, Fits(channel="web"), 99)
        units = await units_of(work, [BREAD, CHEESE, WINE], here=LYON)
    assert units == {BREAD: Units(10, 10), CHEESE: Units(5, 7), WINE: Units(0, 0)}
    assert [place.available for place in (await seen(house, CHEESE, LYON)).stores] == [2]


async def test_a_place_where_little_is_found_is_doubted(house: House) -> None:
    async with house.work() as work:
        await note_looks(work, [((ANNECY, CHEESE), False)])
    network = await seen(house, CHEESE, LYON)
    assert (network.stores[0].doubt, round(network.stores[0].trust, 2)) == ("some", 0.76)
    async with house.work() as work:
        await note_looks(work, [((ANNECY, CHEESE), False)])
    assert (await seen(house, CHEESE, LYON)).stores[0].doubt == "much"


@pytest.mark.parametrize(
    ("trust", "meant"), [(1.0, "none"), (0.9, "none"), (0.89, "some"), (0.7, "some"), (0.69, "much")]
)
def test_what_a_probability_means_to_who_promises(trust: float, meant: str) -> None:
    assert doubt(trust) == meant


async def test_the_rule_that_holds_is_named_for_each_channel(house: House) -> None:
    async with house.work() as work:
        await keep_back(work, Fits(), 1)
        await keep_back(work, Fits(channel="web", department="Groceries"), 4)
        await keep_back(work, Fits(channel="app", variant_id=BREAD), 0)
        rules = await kept_back(work, location_id=LYON, variant_id=BREAD)
    told = {channel: (rule.quantity, rule.department) for channel, rule in rules.items()}
    assert told == {"web": (4, "Groceries"), "store": (1, None), "marketplace": (1, None)}


async def test_a_hold_concerns_where_the_units_lie_and_where_its_maker_works(house: House) -> None:
    at_annecy = await held(house, (CHEESE, 1), location=ANNECY)
    at_lyon = await held(house, (CHEESE, 2), minutes=10)
    async with house.work(SHOP_SITE) as work:
        basket = await hold(work, {(ANNECY, CHEESE): 3}, purpose="basket", channel="web", minutes=5)
    async with house.work() as work:
        assert [one.id for one in await holds_concerning(work, LYON)] == [at_lyon, at_annecy]
        assert [one.id for one in await holds_concerning(work, ANNECY)] == [basket, at_annecy]
        assert [one.id for one in await holds_of_variant(work, CHEESE)] == [basket, at_lyon, at_annecy]
        (mine, other) = await holds_of_variant(work, CHEESE, location_id=LYON)
    assert (mine.label, mine.maker, mine.stores) == ("Anna", "Zoé", {LYON})
    assert (other.stores, [one.location_name for one in other.units]) == ({LYON, ANNECY}, ["Annecy"])
    told = await house.rows("SELECT data -> 'location_ids' AS stores FROM events WHERE name = 'HoldMade' ORDER BY id")
    assert [row.stores for row in told] == [[LYON, ANNECY], [LYON], [ANNECY]]


async def test_promised_units_that_are_not_there_are_listed_until_they_are(house: House) -> None:
    await held(house, (BREAD, 8), (CHEESE, 1))
    async with house.work() as work:
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="theft", quantity=5, reference="")
        (short,) = await shortfalls_at(work, LYON)
        assert (short.sku, short.missing) == ("BREAD", 3)
        assert await shortfalls_at(work, ANNECY) == []
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="found", quantity=3, reference="")
        assert await shortfalls_at(work, LYON) == []


async def test_a_suspended_store_is_told_with_its_status(house: House) -> None:
    async with house.sessions() as session:
        await session.execute(text("UPDATE locations SET status = 'suspended' WHERE id = 2"))
        await session.commit()
    assert [place.status for place in (await seen(house, CHEESE, LYON)).stores] == ["suspended"]
