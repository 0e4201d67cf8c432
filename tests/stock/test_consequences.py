"""What a change of stock brings about: stock-outs, and promises in trouble."""

from typing import Any

from comptoir.stock.actions import adjust, hold, reserve, state
from comptoir.stock.actions.reserving import Want
from tests.house import BREAD, CHEESE, LYON, NADIA, ZOE, House
from tests.story import Story


async def count(house: House, variant: int, units: int) -> None:
    async with house.work(NADIA) as work:
        await state(work, {(LYON, variant): units}, as_of=work.now, cause="count", reference="count 1")


async def stock_outs(house: House) -> list[tuple[float, float | None]]:
    """When they began and ended, in minutes after ten."""
    minutes = "extract(epoch FROM {} - '2026-11-24 09:00Z')::float / 60"
    query = f"SELECT {minutes.format('began_at')}, {minutes.format('ended_at')} FROM stock_outs ORDER BY began_at"
    return [tuple(row) for row in await house.rows(query)]


async def shortfalls(house: House) -> list[Any]:
    return [row.data for row in await house.rows("SELECT data FROM events WHERE name = 'ShortfallFound' ORDER BY id")]


async def test_a_stock_out_lasts_from_the_last_unit_sold_to_the_first_that_comes_back(house: House) -> None:
    house.wait(minutes=5)
    story = await Story.begin(house, (CHEESE, 5))
    assert await stock_outs(house) == [(5, None)]
    house.wait(minutes=10)
    await story.cancel()
    assert await stock_outs(house) == [(5, 15)]


async def test_a_level_runs_out_by_a_count_a_hold_or_damage_too(house: House) -> None:
    await count(house, BREAD, 0)
    house.wait(minutes=1)
    await count(house, BREAD, 3)
    async with house.work(ZOE) as work:
        await hold(work, {(LYON, BREAD): 3}, purpose="aisle", channel="store")
    async with house.work(NADIA) as work:
        await adjust(work, location_id=LYON, variant_id=CHEESE, reason="damage", quantity=5, reference="adjust")
    assert await stock_outs(house) == [(0, 1), (1, None), (1, None)]


async def test_selling_what_is_left_in_the_same_instant_makes_intervals_of_no_length(house: House) -> None:
    for _ in range(3):
        await (await Story.begin(house, (CHEESE, 5))).cancel()
    assert await stock_outs(house) == [(0, 0)] * 3


async def test_the_newest_promises_are_the_ones_in_trouble_and_holds_before_orders(house: House) -> None:
    ids: list[str] = []
    for _ in range(3):
        order = await house.order((BREAD, 2))
        ids.append(str(order.slices[0].reservation_id))
        house.wait(minutes=1)
    async with house.work(ZOE) as work:
        await hold(work, {(LYON, BREAD): 1}, purpose="aisle", channel="store", minutes=60)
    held = str(await house.value("SELECT id FROM reservations WHERE state = 'held'"))

    await count(house, BREAD, 6)
    await count(house, BREAD, 3)
    first, second = await shortfalls(house)
    assert (first["missing"], first["reservation_ids"]) == (1, [held])
    assert (second["missing"], second["reservation_ids"]) == (4, [held, ids[2], ids[1]])


async def test_a_shortfall_that_shrinks_is_no_news(house: House) -> None:
    await house.order((BREAD, 8))
    await count(house, BREAD, 5)
    await count(house, BREAD, 6)
    assert len(await shortfalls(house)) == 1


async def test_two_lines_of_one_variant_never_pass_a_check_that_each_passes_alone(house: House) -> None:
    wants = [Want(await house.value("SELECT gen_random_uuid()"), LYON, CHEESE, 3) for _ in range(2)]
    async with house.work() as work:
        assert not await reserve(work, wants, reference="a bundle", channel="web")
        assert await reserve(work, wants[:1], reference="one of it", channel="web")
    assert (await house.level(CHEESE)).reserved == 3
