"""What a location cannot keep is taken back from it and given to another: by itself, once, and seen by both."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from comptoir.fulfilment import actions
from comptoir.fulfilment.rules import WrongState
from comptoir.network.actions import resume, set_special_day, suspend
from comptoir.routing.actions import move_at_risk_due, note_risks, see_chances_due
from comptoir.routing.queries.policies import forget_policies
from comptoir.sales.actions import Placed, cancel_order
from comptoir.stock.actions import adjust
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LEA, LYON, SHOP_SITE, TUESDAY_TEN, House, Level
from tests.invariants.test_races import in_use, until_waiting
from tests.journey import Journey
from tests.reacting import react
from tests.routing.test_again import refuse
from tests.routing.test_placing import collected, ordered
from tests.stock.test_holds import bought, held
from tests.story import Story

Work = tuple[int, str, int]
"""Location, state and units of a preparation."""


async def work_of(house: House, placed: Placed | UUID) -> list[Work]:
    order_id = placed.order.id if isinstance(placed, Placed) else placed
    query = """SELECT p.location_id, p.state, sum(l.quantity) AS units FROM preparations p
        JOIN preparation_lines l ON l.preparation_id = p.id WHERE p.order_id = :id
        GROUP BY p.id ORDER BY p.location_id, p.opened_at, p.id"""
    return [(row.location_id, row.state, int(row.units)) for row in await house.rows(query, id=order_id)]


async def preparation_at(house: House, placed: Placed, location: int = LYON) -> UUID:
    query = "SELECT id FROM preparations WHERE order_id = :id AND location_id = :at ORDER BY opened_at DESC LIMIT 1"
    return await house.value(query, id=placed.order.id, at=location)


async def gone(house: House, variant: int, units: int, location: int = LYON) -> None:
    """Units are found to be broken."""
    async with house.work(IRIS) as work:
        await adjust(work, location_id=location, variant_id=variant, reason="damage", quantity=units, reference="test")
    await react(house)


async def take(house: House, placed: Placed, *, pick: int = 0) -> None:
    """Léa takes the work of Lyon, and picks so many units."""
    preparation_id = await preparation_at(house, placed)
    async with house.work(LEA) as work:
        await actions.take(work, preparation_id)
    line_id = await house.line_of(preparation_id, CHEESE)
    for _ in range(pick):
        async with house.work(LEA) as work:
            await actions.pick(work, preparation_id, line_id=line_id)


async def price(chain: House, **cents: int) -> None:
    """What the policy says of putting back."""
    query = """UPDATE routing_policies SET document = document || jsonb_build_object('putting_back',
        CAST(:price AS jsonb)) WHERE state = 'published'"""
    async with chain.work() as work:
        await work.execute(text(query), {"price": msgspec.json.encode(cents).decode()})
    forget_policies()


async def look_around(house: House) -> None:
    """The worker's timers come by."""
    async with house.work() as work:
        await note_risks(work)
    while await _moved(house):
        pass
    await react(house)


async def _moved(house: House) -> int:
    async with house.work() as work:
        return await move_at_risk_due(work)


async def causes(house: House) -> list[str]:
    return [row.cause for row in await house.rows("SELECT cause FROM routing_decisions ORDER BY made_at, id")]


class TestWhatIsNotThere:
    """A shortfall."""

    async def test_is_served_by_another_store(self, chain: House) -> None:
        await price(chain, per_preparation=900)
        placed = await ordered(chain, (CHEESE, 3))
        await gone(chain, CHEESE, 4)
        assert await work_of(chain, placed) == [(LYON, "open", 1), (ANNECY, "open", 2)]
        assert await chain.level(CHEESE) == Level(on_hand=5, reserved=1, unsellable=4)
        assert await causes(chain) == ["placed", "shortfall"]

    async def test_is_taken_from_the_newest_order(self, chain: House) -> None:
        first = await collected(chain, (CHEESE, 2))
        chain.wait(minutes=1)
        second = await collected(chain, (CHEESE, 2))
        await gone(chain, CHEESE, 2)
        assert await work_of(chain, first) == [(LYON, "open", 2)]
        assert await work_of(chain, second) == [(LYON, "open", 1), (ANNECY, "open", 1)]

    async def test_leaves_nothing_to_do_where_all_of_it_was_missing(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 3))
        await gone(chain, CHEESE, 5)
        assert await work_of(chain, placed) == [(LYON, "withdrawn", 3), (ANNECY, "open", 3)]
        query = "SELECT withdrawn_for FROM preparations WHERE state = 'withdrawn'"
        assert await chain.value(query) == "shortfall"
        assert {"UnitsWithdrawn", "PreparationWithdrawn"} <= set(await chain.events())

    async def test_is_not_what_somebody_has_in_hand(self, chain: House) -> None:
        first = await collected(chain, (CHEESE, 2))
        chain.wait(minutes=1)
        second = await collected(chain, (CHEESE, 2))
        await take(chain, second, pick=2)
        await gone(chain, CHEESE, 3)
        assert await work_of(chain, second) == [(LYON, "picked", 2)]
        assert await work_of(chain, first) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]

    async def test_ends_the_picking_of_what_is_left(self, chain: House) -> None:
        await price(chain, per_preparation=900)
        placed = await ordered(chain, (CHEESE, 3))
        await take(chain, placed, pick=2)
        await gone(chain, CHEESE, 3)
        assert await work_of(chain, placed) == [(LYON, "picked", 2), (ANNECY, "open", 1)]

    async def test_is_sent_to_the_store_where_it_is_collected(self, chain: House) -> None:
        placed = await collected(chain, (CHEESE, 2))
        await gone(chain, CHEESE, 5)
        assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]
        query = "SELECT method, destination_id FROM preparations WHERE state = 'open'"
        assert [tuple(row) for row in await chain.rows(query)] == [("transfer", LYON)]

    async def test_waits_where_nobody_has_it(self, chain: House) -> None:
        placed = await ordered(chain, (BREAD, 8))
        await gone(chain, BREAD, 5)
        assert await work_of(chain, placed) == [(LYON, "open", 5)]
        assert await chain.value("SELECT sum(unplaced) FROM order_lines") == 3
        await chain.deliver(BREAD, 4)
        await react(chain)
        assert await work_of(chain, placed) == [(LYON, "open", 8)], "who has the order gets the rest of it too"

    async def test_is_not_asked_of_holds_until_they_are_bought(self, chain: House) -> None:
        order = await ordered(chain, (CHEESE, 3))
        hold_id = await held(chain, (CHEESE, 2))
        await gone(chain, CHEESE, 2)
        assert await work_of(chain, order) == [(LYON, "open", 3)]
        order_id = await bought(chain, hold_id, (CHEESE, 2))
        await react(chain)
        assert await work_of(chain, order_id) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]


class TestASuspendedStore:
    """It takes no orders; what nobody began there goes to others."""

    async def test_gives_its_orders_to_another(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        await self.close(chain)
        assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]
        assert await chain.level(CHEESE) == Level(on_hand=5)
        assert await causes(chain) == ["placed", "suspended"]

    async def test_keeps_what_is_being_picked(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        await take(chain, placed)
        await self.close(chain)
        assert await work_of(chain, placed) == [(LYON, "picking", 2)]

    async def test_keeps_what_its_customers_collect_there(self, chain: House) -> None:
        placed = await collected(chain, (CHEESE, 2))
        await self.close(chain)
        assert await work_of(chain, placed) == [(LYON, "open", 2)]

    async def test_keeps_what_nobody_else_has(self, chain: House) -> None:
        placed = await ordered(chain, (BREAD, 2))
        await self.close(chain)
        assert await work_of(chain, placed) == [(LYON, "open", 2)]
        assert await causes(chain) == ["placed"]

    async def test_keeps_what_it_can_do_once_it_is_open_again(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        await self.close(chain, until=TUESDAY_TEN.replace(hour=10))
        assert await work_of(chain, placed) == [(LYON, "open", 2)]

    async def test_that_is_closed_tomorrow_gives_away_what_was_due_then(self, chain: House) -> None:
        chain.wait(hours=10)
        placed = await ordered(chain, (CHEESE, 2))
        async with chain.work(IRIS) as work:
            await set_special_day(work, LYON, TUESDAY_TEN.replace(day=25).date(), [])
        await react(chain)
        await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]

    async def test_that_opens_again_serves_what_waited(self, chain: House) -> None:
        await self.close(chain)
        placed = await ordered(chain, (BREAD, 2), incomplete="wait")
        assert await work_of(chain, placed) == []
        async with chain.work(IRIS) as work:
            await resume(work, LYON)
        await react(chain)
        assert await work_of(chain, placed) == [(LYON, "open", 2)]

    async def close(self, chain: House, **until: Any) -> None:
        async with chain.work(IRIS) as work:
            await suspend(work, LYON, reason="Flood", **until)
        await react(chain)
        await look_around(chain)


class TestWhatNobodyBegins:
    """Untaken."""

    async def test_goes_to_another_store_after_an_hour(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        chain.wait(minutes=59)
        await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "open", 2)]
        chain.wait(minutes=1)
        await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]
        assert await causes(chain) == ["placed", "untaken"]

    async def test_is_not_counted_while_the_store_is_closed(self, chain: House) -> None:
        chain.wait(hours=9)
        placed = await ordered(chain, (CHEESE, 2))
        chain.wait(hours=14)
        await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "open", 2)]

    async def test_stays_with_who_took_it(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        await take(chain, placed)
        chain.wait(hours=3)
        await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "picking", 2)]

    async def test_never_comes_back_to_who_did_not_begin(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        for _ in range(4):
            chain.wait(hours=2)
            await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]
        assert len(await causes(chain)) == 2

    async def test_frees_the_capacity_of_the_day(self, chain: House) -> None:
        await ordered(chain, (CHEESE, 2))
        await react(chain)
        chain.wait(minutes=61)
        await look_around(chain)
        rows = await chain.rows("SELECT location_id, given FROM capacity_days ORDER BY location_id")
        assert [tuple(row) for row in rows] == [(LYON, 0), (ANNECY, 1)]


class TestAQueueThatIsTooLong:
    """It predicts a miss, and the order goes to who will be in time, before it is too late for that."""

    async def test_gives_away_what_it_will_not_keep(self, chain: House) -> None:
        placed = await promised(chain, hours=30)
        await slow(chain, LYON, minutes=60 * 7)
        await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]
        assert await causes(chain) == ["placed", "late"]

    async def test_keeps_what_nobody_else_would_keep_either(self, chain: House) -> None:
        placed = await promised(chain, hours=25)
        await slow(chain, LYON, minutes=60 * 7)
        await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "open", 2)]

    async def test_is_measured_where_it_works(self, chain: House) -> None:
        placed = await promised(chain, hours=30)
        await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "open", 2)]
        for _ in range(3):
            await lasting(chain, minutes=50)
        (pace,) = await chain.rows("SELECT location_id, seconds, measured FROM routing_paces")
        assert tuple(pace) == (LYON, 3000, 3)

    async def test_counts_who_is_before(self, chain: House) -> None:
        placed = await promised(chain, hours=30)
        for _ in range(7):
            await collected(chain, (BREAD, 1))
        await slow(chain, LYON, minutes=60)
        await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]


class TestWhatWaits:
    """Nobody has it; it is tried again by what happens, and now and then because time passes."""

    async def test_is_tried_again_each_hour_and_leaves_no_trace_in_vain(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 26), incomplete="wait")
        await react(chain)
        tried = [await tried_again(chain)]
        for minutes in (59, 1, 30, 30):
            chain.wait(minutes=minutes)
            tried.append(await tried_again(chain))
        assert tried == [0, 0, 1, 0, 1]
        assert await chain.value("SELECT attempts FROM routing_waits") == 3
        assert await causes(chain) == ["placed"]
        assert await chain.status_of(placed.order.id) == "routed"

    async def test_joins_the_parcel_that_is_begun(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 26), incomplete="wait")
        await chain.deliver(CHEESE, 2, location=ANNECY)
        await react(chain)
        assert [units for _, _, units in await work_of(chain, placed)] == [5, 21]
        assert "UnitsAdded" in await chain.events()

    async def test_stays_with_its_person_once_handed_over(self, chain: House) -> None:
        await ordered(chain, (CHEESE, 26), incomplete="wait")
        async with chain.work() as work:
            await work.execute(text("UPDATE routing_waits SET handed_over_at = now()"))
        chain.wait(hours=5)
        assert await tried_again(chain) == 0

    async def test_is_put_before_a_person_after_a_dozen_plans(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 26), incomplete="wait")
        for _ in range(12):
            await chain.deliver(CHEESE, 1, location=ANNECY)
            await react(chain)
            await gone(chain, CHEESE, 1, ANNECY)
        assert "OrderHandedOver" in await chain.events()
        assert len(await causes(chain)) == 12
        assert await chain.value("SELECT sum(unplaced) FROM order_lines WHERE order_id = :id", id=placed.order.id) > 0


class TestTwoAtOnce:
    """One wins, and the other finds the world as it is then."""

    async def test_who_begins_while_it_is_taken_back(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        chain.wait(minutes=61)
        async with chain.work() as work:
            await note_risks(work)
        outcomes = await asyncio.gather(take(chain, placed), _moved(chain), return_exceptions=True)
        await react(chain)
        if isinstance(outcomes[0], WrongState):
            assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]
        else:
            assert await work_of(chain, placed) == [(LYON, "picking", 2)]

    @pytest.mark.parametrize("is_taker_first", [True, False])
    async def test_whoever_comes_first(self, chain: House, is_taker_first: bool) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        chain.wait(minutes=61)
        async with chain.work() as work:
            await note_risks(work)
        first, second = (take(chain, placed), _moved(chain)) if is_taker_first else (_moved(chain), take(chain, placed))
        async with in_use(chain, CHEESE):
            begun = asyncio.create_task(asyncio.wait_for(first, 5))
            await (asyncio.wait([begun]) if is_taker_first else until_waiting(chain))
            late = asyncio.create_task(asyncio.wait_for(second, 5))
            await (asyncio.wait([late]) if is_taker_first else until_waiting(chain, least=2))
        results = await asyncio.gather(begun, late, return_exceptions=True)
        assert isinstance(results[1], WrongState) is not is_taker_first
        states = [state for _, state, _ in await work_of(chain, placed)]
        assert states == (["picking"] if is_taker_first else ["withdrawn", "open"])

    async def test_a_refusal_while_the_store_is_suspended(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 2))
        await take(chain, placed)
        await asyncio.gather(TestASuspendedStore().close(chain), refuse(chain, placed.order.id, units=2))
        await react(chain)
        assert (ANNECY, "open", 2) in await work_of(chain, placed)
        assert await chain.level(CHEESE, ANNECY) == Level(on_hand=20, reserved=2)

    async def test_a_shortfall_while_the_order_is_cancelled(self, chain: House) -> None:
        placed = await ordered(chain, (CHEESE, 3))
        await asyncio.gather(gone(chain, CHEESE, 4), cancelled(chain, placed))
        await react(chain)
        assert await chain.status_of(placed.order.id) == "cancelled"
        assert (await chain.level(CHEESE)).reserved == (await chain.level(CHEESE, ANNECY)).reserved == 0


async def test_what_was_lost_on_its_way_is_sent_by_somebody_else(chain: House) -> None:
    journey = await Journey.begin(chain, (CHEESE, 2, LYON))
    await journey.set_off()
    await journey.count(CHEESE, 1)
    await journey.receive()
    await react(chain)
    assert await chain.value("SELECT sum(unplaced) FROM order_lines") == 0
    assert await work_of(chain, journey.order_id) == [(LYON, "sent", 2), (ANNECY, "picked", 1), (ANNECY, "open", 1)]


async def promised(house: House, *, hours: int) -> Placed:
    """Marie was told that she has two cheeses from Lyon so many hours from now."""
    placed = await ordered(house, (CHEESE, 2))
    at = {"order_id": placed.order.id, "at": house.clock.at + timedelta(hours=hours)}
    due = {"order_id": placed.order.id, "at": house.clock.at + timedelta(hours=hours - 24)}
    async with house.work() as work:
        await work.execute(text("UPDATE promises SET due_at = :at WHERE order_id = :order_id"), at)
        await work.execute(text("UPDATE preparations SET promise_at = :at WHERE order_id = :order_id"), due)
    return placed


async def slow(house: House, location: int, *, minutes: int) -> None:
    """Preparations were seen to take so long there."""
    query = text("INSERT INTO routing_paces VALUES (:at, :seconds, 9, now())")
    async with house.work() as work:
        await work.execute(query, {"at": location, "seconds": minutes * 60})


async def lasting(house: House, *, minutes: int) -> None:
    """A preparation at Lyon takes so long."""
    story = await Story.begin(house, (BREAD, 1))
    await story.take()
    house.wait(minutes=minutes)
    await story.pick()
    await react(house)


async def tried_again(house: House) -> int:
    async with house.work() as work:
        due = await see_chances_due(work)
    await react(house)
    return due


async def cancelled(house: House, placed: Placed) -> None:
    async with house.work(SHOP_SITE) as work:
        await cancel_order(work, placed.order.id)
