"""Availability is told when a level passes into another band, once, whatever happens within it."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from comptoir.stock import actions as stock
from comptoir.stock.actions import Fits
from comptoir.webhooks.queries.levels import crossed, standings
from comptoir.webhooks.rules.bands import band
from tests.house import ANNECY, BREAD, BREAD_GTIN, CHEESE, LYON, WINE, House
from tests.webhooks.hooks import Hooks
from tests.webhooks.receiver import Answer

MANY = range(1000, 6000)


async def test_a_level_is_told_with_all_that_names_it(hooks: Hooks, house: House) -> None:
    webhook_id = await hooks.about_stock()
    await hooks.count(7)
    await hooks.deliver(webhook_id)
    (told,) = hooks.receiver.taken
    version = await house.value("SELECT version FROM stock_levels WHERE location_id = 1 AND variant_id = 1")
    change = {"sku": "BREAD", "gtin": f"0{BREAD_GTIN}", "available": 7, "band": "in", "version": version}
    assert told.data == {"location": "LYON", "channel": "web", "changes": [change]}


async def test_a_crossing_is_told_once_while_units_come_and_go(hooks: Hooks) -> None:
    webhook_id = await hooks.about_stock(below=3)
    for quantity in (9, 8, 3, 4, 2, 1, 2, 0, 0, 2, 1, 3, 9):
        await hooks.count(quantity)
        await hooks.deliver(webhook_id)
    assert hooks.receiver.changes == [
        ("BREAD", "in", 9),
        ("BREAD", "low", 2),
        ("BREAD", "out", 0),
        ("BREAD", "low", 2),
        ("BREAD", "in", 3),
    ]


async def test_what_came_and_went_unseen_is_told_as_it_is_now(hooks: Hooks) -> None:
    webhook_id = await hooks.about_stock()
    await hooks.count(9)
    await hooks.deliver(webhook_id)
    for quantity in (0, 5, 0, 4):
        await hooks.count(quantity)
    await hooks.deliver(webhook_id)
    assert hooks.receiver.changes == [("BREAD", "in", 9)]


async def test_an_order_that_takes_the_last_piece_is_told(hooks: Hooks, house: House) -> None:
    webhook_id = await hooks.about_stock()
    await hooks.count(1)
    await house.order((BREAD, 1))
    await hooks.deliver(webhook_id)
    assert hooks.receiver.changes == [("BREAD", "out", 0)]


async def test_units_below_nothing_are_out(hooks: Hooks, house: House) -> None:
    await house.order((BREAD, 8))
    webhook_id = await hooks.about_stock(below=3)
    await hooks.count(5)
    await hooks.deliver(webhook_id)
    assert hooks.receiver.changes == [("BREAD", "out", -3)]


async def test_safety_stock_counts_for_its_channel_alone(hooks: Hooks, house: House) -> None:
    async with house.work() as work:
        await stock.keep_back(work, Fits(channel="web"), 2)
    web, shop = await hooks.about_stock(), await hooks.about_stock(channel="store")
    await hooks.count(2)
    await hooks.deliver(web)
    await hooks.deliver(shop)
    assert hooks.receiver.changes == [("BREAD", "out", 0), ("BREAD", "in", 2)]


async def test_a_rule_for_safety_stock_tells_the_levels_that_it_moves(hooks: Hooks, house: House) -> None:
    webhook_id = await hooks.about_stock()
    await hooks.count(1)
    await hooks.count(1, variant=CHEESE)
    await hooks.deliver(webhook_id)
    hooks.receiver.forget()
    async with house.work() as work:
        rule_id = await stock.keep_back(work, Fits(channel="web", location_id=LYON), 1)
    await hooks.deliver(webhook_id)
    assert hooks.receiver.changes == [("BREAD", "out", 0), ("CHEESE", "out", 0)]
    async with house.work() as work:
        await stock.forget_rule(work, rule_id)
    await hooks.deliver(webhook_id)
    assert hooks.receiver.changes[2:] == [("BREAD", "in", 1), ("CHEESE", "in", 1)]


@pytest.mark.parametrize(
    ("fits", "told"),
    [
        (Fits(), {("LYON", "BREAD"), ("LYON", "CHEESE"), ("ANNECY", "CHEESE")}),
        (Fits(location_id=ANNECY), {("ANNECY", "CHEESE")}),
        (Fits(variant_id=CHEESE), {("LYON", "CHEESE"), ("ANNECY", "CHEESE")}),
        (Fits(department="Groceries", location_id=LYON), {("LYON", "BREAD"), ("LYON", "CHEESE")}),
        (Fits(department="Toys"), set()),
        (Fits(channel="store"), set()),
    ],
)
async def test_a_rule_moves_what_it_fits_also_what_was_never_told(
    hooks: Hooks, house: House, fits: Fits, told: set[tuple[str, str]]
) -> None:
    webhook_id = await hooks.about_stock()
    async with house.work() as work:
        await stock.keep_back(work, fits, 20)
    await hooks.deliver(webhook_id)
    messages = hooks.receiver.taken
    assert {(each.data["location"], change["sku"]) for each in messages for change in each.data["changes"]} == told


async def test_each_webhook_is_told_by_its_own_threshold(hooks: Hooks) -> None:
    low, plain = await hooks.about_stock(below=5), await hooks.about_stock()
    await hooks.count(4)
    await hooks.deliver(low)
    await hooks.deliver(plain)
    assert hooks.receiver.changes == [("BREAD", "low", 4), ("BREAD", "in", 4)]


@pytest.fixture
async def wide(house: House) -> House:
    """A catalogue of five thousand more variants."""
    async with house.work() as work:
        await work.execute(VARIANTS, {"first": MANY.start, "last": MANY.stop - 1})
    return house


VARIANTS = text("""
    INSERT INTO variants (id, product_id, sku, price, tax_rate)
    OVERRIDING SYSTEM VALUE SELECT id, 1, 'SKU-' || id, 100, 0.2
    FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS id
""")


async def test_a_feed_of_five_thousand_levels_is_told_in_messages_of_five_hundred(hooks: Hooks, wide: House) -> None:
    webhook_id = await hooks.about_stock(below=2)
    await hooks.feed({variant: 1 + variant % 2 for variant in MANY})
    started = time.perf_counter()
    await hooks.deliver(webhook_id)
    assert time.perf_counter() - started < 5
    assert [len(each.data["changes"]) for each in hooks.receiver.taken] == [500] * 10
    assert len({each.id for each in hooks.receiver.taken}) == 10
    assert {change[0] for change in hooks.receiver.changes} == {f"SKU-{variant}" for variant in MANY}
    assert {change[1:] for change in hooks.receiver.changes} == {("in", 2), ("low", 1)}


async def test_a_feed_that_changes_nothing_tells_nothing_and_is_soon_read(hooks: Hooks, wide: House) -> None:
    webhook_id = await hooks.about_stock()
    await hooks.feed(dict.fromkeys(MANY, 3))
    await hooks.deliver(webhook_id)
    hooks.receiver.forget()
    for _ in range(3):
        await hooks.feed(dict.fromkeys(MANY, 4))
    started = time.perf_counter()
    await hooks.deliver(webhook_id)
    assert time.perf_counter() - started < 2
    assert hooks.receiver.heard == []


async def test_a_feed_that_is_told_half_way_goes_on_from_there(hooks: Hooks, wide: House) -> None:
    webhook_id = await hooks.about_stock()
    await hooks.feed(dict.fromkeys(MANY, 3))
    hooks.receiver.answers = [Answer(), Answer(), Answer(500)]
    await hooks.deliver(webhook_id)
    assert len(hooks.receiver.taken) == 2
    wide.wait(minutes=1)
    await hooks.deliver(webhook_id)
    assert [each.status for each in hooks.receiver.heard] == [204, 204, 500] + [204] * 8
    assert hooks.receiver.heard[2].id == hooks.receiver.heard[3].id
    assert len({each.id for each in hooks.receiver.taken}) == 10
    assert sorted(change[0] for change in hooks.receiver.changes) == sorted(f"SKU-{variant}" for variant in MANY)


async def test_a_message_that_says_something_else_has_another_id(hooks: Hooks, house: House) -> None:
    """Else a receiver that had taken the first, and whose answer was lost, would drop the news as a repeat."""
    webhook_id = await hooks.about_stock()
    await hooks.count(4)
    hooks.receiver.answers = [Answer(cuts=True)]
    await hooks.deliver(webhook_id)
    await hooks.count(0)
    house.wait(minutes=1)
    await hooks.deliver(webhook_id)
    first, second = hooks.receiver.heard
    assert (first.data["changes"][0]["band"], second.data["changes"][0]["band"]) == ("in", "out")
    assert first.id != second.id


UNITS = st.integers(-3, 9)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(below=st.none() | st.integers(1, 6), steps=st.lists(st.tuples(UNITS, st.integers(0, 4)), min_size=1, max_size=8))
async def test_the_database_finds_the_same_bands_as_the_rule(
    hooks: Hooks, house: House, below: int | None, steps: Sequence[tuple[int, int]]
) -> None:
    """And tells a level exactly when its band is not the one that was told last."""
    webhook_id = await hooks.about_stock(below=below)
    course = await hooks.course(webhook_id)
    told: str | None = None
    for units, safety in steps:
        async with house.work() as work:
            await stock.state(work, {(ANNECY, WINE): units}, as_of=work.now, cause="count", reference="count")
            await stock.keep_back(work, Fits(channel="web"), safety)
            found = await crossed(work, course, [(ANNECY, WINE)])
            (*standing,) = await standings(work, course, location_id=ANNECY, variant_ids=[WINE])
            right = band(units - safety, below)
            assert found == ({(ANNECY, WINE)} if right != told else set())
            assert [(each.band, each.available) for each in standing] == ([(right, units - safety)] if found else [])
            await work.execute(TELL, {"id": webhook_id, "band": right})
        told = right


TELL = text("""
    INSERT INTO told_levels (webhook_id, location_id, variant_id, epoch, band) VALUES (:id, 2, 3, 1, :band)
    ON CONFLICT (webhook_id, location_id, variant_id) DO UPDATE SET band = excluded.band
""")
