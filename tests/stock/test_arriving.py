"""Units on their way between locations, and where they arrive."""

from datetime import date
from uuid import uuid4

from comptoir.stock import actions as stock
from comptoir.stock.actions import Arrival
from comptoir.stock.queries.inbound import inbound_at
from tests.house import ANNECY, BREAD, CHEESE, WINE, House, Level


async def bring(house: House, *arrivals: Arrival) -> None:
    async with house.work() as work:
        await stock.bring_in(work, arrivals, reference="transfer:T-1")


async def expect(house: House, units: dict[int, int]) -> None:
    async with house.work() as work:
        await stock.expect(
            work, units, location_id=ANNECY, kind="transfer", reference="T-1", expected_on=date(2026, 11, 25)
        )


async def coming(house: House) -> dict[int, int]:
    async with house.work() as work:
        return {of.variant_id: of.quantity for of in await inbound_at(work, ANNECY)}


def arrival(variant: int, quantity: int, *, damaged: int = 0, promised: int = 0) -> Arrival:
    return Arrival(
        location_id=ANNECY,
        variant_id=variant,
        quantity=quantity,
        damaged=damaged,
        promised=promised,
        reservation_id=uuid4(),
        order="order:A",
    )


async def test_what_arrives_for_an_order_is_there_and_promised_at_once(house: House) -> None:
    await bring(house, arrival(CHEESE, 4, damaged=1, promised=2))
    assert await house.level(CHEESE, ANNECY) == Level(on_hand=24, reserved=2, unsellable=1)
    assert await house.value("SELECT quantity FROM reservations WHERE state = 'committed'") == 2
    ((cause, units, unsellable),) = await house.rows(
        "SELECT cause, on_hand_change, unsellable_change FROM movements WHERE reference = 'transfer:T-1'"
    )
    assert (cause, units, unsellable) == ("transfer_in", 4, 1)


async def test_two_orders_units_of_a_variant_are_one_line_of_the_ledger(house: House) -> None:
    await bring(house, arrival(CHEESE, 1, promised=1), arrival(CHEESE, 2, promised=1))
    assert await house.level(CHEESE, ANNECY) == Level(on_hand=23, reserved=2)
    assert await house.value("SELECT count(*) FROM movements WHERE cause = 'transfer_in'") == 1


async def test_what_a_location_never_had_is_out_of_stock_when_all_of_it_is_promised(house: House) -> None:
    outage = "SELECT count(*) FROM stock_outs WHERE location_id = 2 AND variant_id = :bread AND ended_at IS NULL"
    await bring(house, arrival(BREAD, 2, promised=2))
    assert await house.value(outage, bread=BREAD) == 1
    await bring(house, arrival(BREAD, 1, promised=1))
    assert await house.value(outage, bread=BREAD) == 1
    await bring(house, arrival(BREAD, 1))
    assert await house.value(outage, bread=BREAD) == 0


async def test_damaged_units_alone_are_nothing_to_sell(house: House) -> None:
    await bring(house, arrival(WINE, 1, damaged=1))
    assert await house.level(WINE, ANNECY) == Level(on_hand=1, unsellable=1)


async def test_what_is_on_its_way_is_said_anew_until_it_is_there(house: House) -> None:
    await expect(house, {BREAD: 3, CHEESE: 2})
    assert await coming(house) == {BREAD: 3, CHEESE: 2}
    await expect(house, {BREAD: 1, CHEESE: 0})
    assert await coming(house) == {BREAD: 1}
    await expect(house, {BREAD: 0})
    assert await coming(house) == {}
    assert (await house.events()).count("InboundChanged") == 3
