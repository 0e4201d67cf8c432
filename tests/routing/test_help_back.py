"""Help that a store does not earn after all is there for its next orders: given back once, whatever ends the work."""

import asyncio
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest

from comptoir.fulfilment import actions
from comptoir.kit.errors import Refused
from comptoir.network.actions import suspend
from comptoir.routing.actions import give_back_help, stop_boost
from comptoir.routing.actions.by_hand import give
from comptoir.routing.actions.weighing import Choice
from comptoir.routing.queries.boosts import boost_uses
from comptoir.sales.actions import Change, LineChange, Placed, cancel_order, change_order
from comptoir.stock.actions import adjust
from tests.house import ANNECY, CHEESE, IRIS, LEA, LYON, PAUL, SHOP_SITE, SKUS, ZOE, House
from tests.journey import weighing
from tests.reacting import react
from tests.routing.test_boosts import as_it_stands, helped, where
from tests.routing.test_placing import collected, given, ordered
from tests.routing.test_taken_back import look_around, preparation_at, price, take, work_of

Counts = tuple[int, int, int]
"""Minor units spent, orders and units."""

NOTHING: Counts = (0, 0, 0)


async def counts(chain: House, boost_id: UUID) -> Counts:
    """What came of help, by the slices of the stores; the ledger says the same."""
    boost = await as_it_stands(chain, boost_id)
    (ledger,) = await chain.rows(LEDGER, id=boost_id)
    assert tuple(ledger) == (boost.spent, boost.orders, boost.units)
    return boost.spent, boost.orders, boost.units


LEDGER = """
    SELECT coalesce(sum(amount) FILTER (WHERE units > units_back), 0)::int,
        (count(*) FILTER (WHERE units > units_back))::int, coalesce(sum(units - units_back), 0)::int
    FROM routing_boost_uses WHERE boost_id = :id
"""


async def sent_by_annecy(chain: House, units: int = 2) -> Placed:
    """An order that Annecy has only because it is helped."""
    placed = await ordered(chain, (CHEESE, units))
    assert given(placed) == {(ANNECY, CHEESE): units}
    return placed


async def refuse(chain: House, placed: Placed, units: int) -> None:
    """Paul finds units broken."""
    preparation_id = await preparation_at(chain, placed, ANNECY)
    line_id = await chain.line_of(preparation_id, CHEESE)
    said: dict[str, Any] = {"quantity": units, "reason": "damaged", "found": None}
    async with chain.work(PAUL) as work:
        await actions.take(work, preparation_id)
        await actions.refuse(work, preparation_id, line_id=line_id, **said)


async def cancel(chain: House, placed: Placed) -> None:
    async with chain.work(SHOP_SITE) as work:
        await cancel_order(work, placed.order.id)


async def give_to_lyon(chain: House, placed: Placed, units: int) -> None:
    """Iris has another store serve units that Annecy has."""
    (part,) = placed.slices
    async with chain.work(IRIS) as work:
        await give(work, placed.order.id, Choice(part.line.id, part.id, units, LYON))


class TestHelpComesBack:
    """Cheeses from Annecy, with two euros."""

    async def test_when_the_store_refuses_all_of_it(self, chain: House) -> None:
        boost_id, placed = await helped(chain, budget=5000), await sent_by_annecy(chain)
        assert await counts(chain, boost_id) == (200, 1, 2)
        await refuse(chain, placed, 2)
        await react(chain)
        assert await work_of(chain, placed) == [(LYON, "open", 2), (ANNECY, "refused", 2)]
        assert await counts(chain, boost_id) == NOTHING

    async def test_with_the_last_unit(self, chain: House) -> None:
        await price(chain, per_preparation=900)
        boost_id, placed = await helped(chain, budget=5000), await sent_by_annecy(chain, 3)
        await refuse(chain, placed, 1)
        await react(chain)
        assert await counts(chain, boost_id) == (200, 1, 2)
        await refuse(chain, placed, 2)
        await react(chain)
        assert await counts(chain, boost_id) == NOTHING

    async def test_in_the_moment_the_order_is_cancelled(self, chain: House) -> None:
        boost_id, placed = await helped(chain, budget=5000), await sent_by_annecy(chain)
        await cancel(chain, placed)
        assert await counts(chain, boost_id) == NOTHING
        await react(chain)
        assert await counts(chain, boost_id) == NOTHING

    async def test_in_the_moment_fewer_units_are_wanted(self, chain: House) -> None:
        boost_id, placed = await helped(chain, budget=5000), await sent_by_annecy(chain, 3)
        async with chain.work(SHOP_SITE) as work:
            await change_order(work, placed.order.id, Change([LineChange(SKUS[CHEESE], quantity=1)]))
        assert await counts(chain, boost_id) == (200, 1, 1)

    async def test_when_units_are_found_to_be_missing(self, chain: House) -> None:
        boost_id, _ = await helped(chain, budget=5000), await sent_by_annecy(chain)
        async with chain.work(IRIS) as work:
            broken: dict[str, Any] = {"reason": "damage", "quantity": 20, "reference": "test"}
            await adjust(work, location_id=ANNECY, variant_id=CHEESE, **broken)
        await react(chain)
        assert await counts(chain, boost_id) == NOTHING

    async def test_in_the_moment_somebody_else_is_to_serve_it(self, chain: House) -> None:
        boost_id, placed = await helped(chain, budget=5000), await sent_by_annecy(chain, 3)
        await give_to_lyon(chain, placed, 1)
        assert await counts(chain, boost_id) == (200, 1, 2)
        await give_to_lyon(chain, placed, 2)
        assert await work_of(chain, placed) == [(LYON, "open", 3), (ANNECY, "withdrawn", 2)]
        assert await counts(chain, boost_id) == NOTHING

    async def test_when_the_store_is_suspended(self, chain: House) -> None:
        boost_id, placed = await helped(chain, budget=5000), await sent_by_annecy(chain)
        async with chain.work(IRIS) as work:
            await suspend(work, ANNECY, reason="Flood")
        await react(chain)
        await look_around(chain)
        assert await work_of(chain, placed) == [(LYON, "open", 2), (ANNECY, "withdrawn", 2)]
        assert await counts(chain, boost_id) == NOTHING

    async def test_from_a_customer_who_does_not_come(self, chain: House) -> None:
        boost_id = await helped(chain, LYON, budget=5000)
        placed = await collected(chain, (CHEESE, 25))
        assert (await counts(chain, boost_id))[1:] == (1, 5)
        await take(chain, placed, pick=5)
        async with chain.work(LEA) as work:
            await actions.ready(work, await preparation_at(chain, placed), place="A1")
        async with chain.work(ZOE) as work:
            await actions.cancel_handover(work, await preparation_at(chain, placed), reason="no_show")
        await react(chain)
        assert await counts(chain, boost_id) == NOTHING

    async def test_even_after_it_was_stopped(self, chain: House) -> None:
        boost_id, placed = await helped(chain, budget=5000), await sent_by_annecy(chain)
        async with chain.work(IRIS) as work:
            await stop_boost(work, boost_id)
        await cancel(chain, placed)
        assert await counts(chain, boost_id) == NOTHING

    async def test_and_helps_with_the_next_order_though_all_was_spent(self, chain: House) -> None:
        boost_id, placed = await helped(chain, amount=200, budget=200), await sent_by_annecy(chain)
        assert await where(chain) == LYON
        assert (await as_it_stands(chain, boost_id)).state == "spent"
        await cancel(chain, placed)
        assert (await as_it_stands(chain, boost_id)).state == "running"
        assert await where(chain) == ANNECY
        assert await counts(chain, boost_id) == (200, 1, 1)

    async def test_and_never_helps_twice_beside_what_was_opened_meanwhile(self, chain: House) -> None:
        older, placed = await helped(chain, amount=200, budget=200), await sent_by_annecy(chain)
        newer = await helped(chain, amount=300, budget=600)
        await cancel(chain, placed)
        assert [await where(chain) for _ in range(3)] == [ANNECY, ANNECY, ANNECY]
        assert await counts(chain, older) == (200, 1, 1)
        assert await counts(chain, newer) == (600, 2, 2)

    async def test_and_the_ledger_says_so(self, chain: House) -> None:
        boost_id, kept, ended = (
            await helped(chain, budget=5000),
            await sent_by_annecy(chain),
            await sent_by_annecy(chain),
        )
        await cancel(chain, ended)
        async with chain.work() as work:
            said = {use.order_id: (use.units, use.is_given_back) for use in await boost_uses(work, boost_id)}
        assert said == {kept.order.id: (2, False), ended.order.id: (2, True)}


class TestHelpIsSpent:
    """What a store has done is done."""

    async def test_once_the_goods_have_left(self, chain: House) -> None:
        boost_id, placed = await helped(chain, budget=5000), await sent_by_annecy(chain)
        preparation_id = await preparation_at(chain, placed, ANNECY)
        line_id = await chain.line_of(preparation_id, CHEESE)
        async with chain.work(PAUL) as work:
            await actions.take(work, preparation_id)
            for _ in range(2):
                await actions.pick(work, preparation_id, line_id=line_id)
            await actions.pack(work, preparation_id, boxes=weighing("1"))
            await actions.ship(work, preparation_id, carriage=actions.Carriage("Colissimo", "", ("X1",)))
        await react(chain)
        assert await counts(chain, boost_id) == (200, 1, 2)


@pytest.mark.parametrize("units", [1, 2])
async def test_it_comes_back_once_however_many_act_at_the_same_moment(chain: House, units: int) -> None:
    boost_id, placed = await helped(chain, budget=5000), await sent_by_annecy(chain)

    async def again() -> None:
        async with chain.work() as work:
            await give_back_help(work, placed.order.id)

    await asyncio.gather(*map(_is_done, (refuse(chain, placed, units), cancel(chain, placed), again(), again())))
    await react(chain)
    assert await counts(chain, boost_id) == NOTHING


async def _is_done(deed: Any) -> None:
    """Or refused; a deadlock is neither, and fails."""
    with suppress(Refused):
        await deed


async def test_orders_come_and_go_at_once_within_the_budget(chain: House) -> None:
    boost_id = await helped(chain, ANNECY, LYON, amount=100, budget=450)
    first = await asyncio.gather(*(ordered(chain, (CHEESE, 1)) for _ in range(6)))
    await asyncio.gather(*(cancel(chain, one) for one in first[:3]), *(ordered(chain, (CHEESE, 1)) for _ in range(6)))
    boost = await as_it_stands(chain, boost_id)
    assert await counts(chain, boost_id) == (boost.spent, boost.orders, boost.units)
    assert boost.spent <= boost.budget == 450
    served = (
        "SELECT count(*) FROM allocations a JOIN routing_boost_parts p ON p.allocation_id = a.id WHERE state = 'routed'"
    )
    assert boost.orders == await chain.value(served)
