"""Something else in place of what a preparer can't find: stock, work, order and price agree, or nothing changes."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from comptoir.fulfilment import actions
from comptoir.fulfilment.rules import FoundTooMany, HeldByOther, TooMany, WrongState
from comptoir.kit.errors import NotAllowed, NotFound, Refused
from comptoir.sales.actions import Lack, Wanted, cancel_order, place_order, substitute
from comptoir.sales.rules.substitutes import (
    ConsentMissing,
    NoSubstitute,
    SubstituteGone,
    SubstitutesUnwanted,
)
from tests.fulfilment.test_store_work import taken
from tests.house import BREAD, CHEESE, HUGO, LEA, MARIE, PAUL, SHOP_SITE, ZOE, House, Level
from tests.invariants.test_races import in_use, until_waiting
from tests.invariants.truth import contradictions, fingerprint
from tests.reacting import react
from tests.sales.test_alternatives import BRIE, FROZEN, RYE, stock

NONE_THERE = Lack(1, "not_in_stock", 0)
DAMAGED, FOUR_DAMAGED = Lack(1, "damaged"), Lack(4, "damaged")


async def wishing(house: House, wish: str, *lines: tuple[int, int]) -> tuple[UUID, UUID]:
    """An order whose customer said so of something else; Léa has taken it."""
    order_id, preparation_id = await taken(house, *lines)
    async with house.work() as work:
        await work.execute(text("UPDATE orders SET substitutes = :wish WHERE id = :id"), {"wish": wish, "id": order_id})
    return order_id, preparation_id


async def give(
    house: House,
    preparation_id: UUID,
    variant: int,
    instead: int,
    lack: Lack = NONE_THERE,
    *,
    consent: Any = "order",
    who: Any = LEA,
) -> None:
    """Léa gives something else."""
    line_id = await house.line_of(preparation_id, variant)
    async with house.work(who) as work:
        await substitute(work, preparation_id, line_id=line_id, variant_id=instead, lack=lack, consent=consent)


async def lines(house: House, order_id: UUID) -> list[tuple[int, ...]]:
    query = """SELECT variant_id, quantity, unplaced, cancelled, replaced, price FROM order_lines
        WHERE order_id = :id ORDER BY position"""
    return [tuple(row) for row in await house.rows(query, id=order_id)]


async def test_what_comes_is_reserved_and_what_it_replaces_goes(house: House) -> None:
    await stock(house)
    order_id, preparation_id = await wishing(house, "similar", (BREAD, 3))
    await give(house, preparation_id, BREAD, RYE, Lack(2, "not_in_stock", 1))
    assert await lines(house, order_id) == [(BREAD, 3, 0, 2, 2, 250), (RYE, 2, 0, 0, 0, 250)]
    assert await house.level(BREAD) == Level(on_hand=1, reserved=1)
    assert await house.level(RYE) == Level(on_hand=4, reserved=2)
    assert await house.state_of(preparation_id) == "picking"
    await react(house)
    assert await contradictions(house) == []
    assert await house.rows("SELECT 1 FROM routing_decisions WHERE cause <> 'placed'") == []


async def test_it_is_picked_and_handed_over_like_all_else(house: House) -> None:
    await stock(house)
    order_id, preparation_id = await wishing(house, "similar", (BREAD, 1))
    await give(house, preparation_id, BREAD, RYE)
    async with house.work(LEA) as work:
        await actions.pick_by_code(work, preparation_id, code=f"V{RYE}")
        await actions.ready(work, preparation_id, place="A1")
    async with house.work(ZOE) as work:
        await actions.hand_over(work, preparation_id, proof="code")
    await react(house)
    assert await house.status_of(order_id) == "fulfilled"
    assert await house.level(RYE) == Level(on_hand=3)
    assert await contradictions(house) == []


@pytest.mark.parametrize(("instead", "price", "difference"), [(RYE, 250, 0), (BRIE, 590, 200)])
async def test_the_customer_never_pays_more(house: House, instead: int, price: int, difference: int) -> None:
    await stock(house)
    wanted = {RYE: BREAD, BRIE: CHEESE}[instead]
    order_id, preparation_id = await wishing(house, "similar", (wanted, 2), (BREAD if wanted == CHEESE else CHEESE, 1))
    before = await house.value("SELECT total FROM orders WHERE id = :id", id=order_id)
    await give(house, preparation_id, wanted, instead, Lack(2, "damaged"))
    assert (await lines(house, order_id))[-1] == (instead, 2, 0, 0, 0, price)
    after = await house.value("SELECT total FROM orders WHERE id = :id", id=order_id)
    assert before - after == difference
    assert await house.value("SELECT difference FROM substitutions") == difference


async def test_it_is_written_down_who_agreed_how_and_when(house: House) -> None:
    await stock(house)
    order_id, preparation_id = await wishing(house, "ask", (BREAD, 1))
    await give(house, preparation_id, BREAD, RYE, consent="phone")
    columns = "order_id, state, consent, variant_id, quantity, asked_by, answered_by, answered_at"
    (row,) = await house.rows(f"SELECT {columns} FROM substitutions")
    assert tuple(row) == (order_id, "accepted", "phone", RYE, 1, LEA.key, LEA.key, house.clock.now())
    assert "UnitsReplaced" in await house.events()
    assert "UnitsRefused" not in await house.events()


@pytest.mark.parametrize(
    ("wish", "instead", "lack", "consent", "who", "refusal"),
    [
        ("none", RYE, NONE_THERE, "order", LEA, SubstitutesUnwanted),
        ("none", RYE, NONE_THERE, "phone", LEA, SubstitutesUnwanted),
        ("ask", RYE, NONE_THERE, "order", LEA, ConsentMissing),
        ("similar", BREAD, NONE_THERE, "order", LEA, NoSubstitute),
        ("similar", CHEESE, NONE_THERE, "order", LEA, NoSubstitute),
        ("similar", FROZEN, NONE_THERE, "order", LEA, NoSubstitute),
        ("similar", 999, NONE_THERE, "order", LEA, NoSubstitute),
        ("similar", RYE, Lack(6, "damaged"), "order", LEA, TooMany),
        ("similar", RYE, Lack(5, "damaged"), "order", LEA, SubstituteGone),
        ("similar", RYE, Lack(1, "not_in_stock", 5), "order", LEA, FoundTooMany),
        ("similar", RYE, NONE_THERE, "order", HUGO, HeldByOther),
        ("similar", RYE, NONE_THERE, "order", ZOE, NotAllowed),
        ("similar", RYE, NONE_THERE, "order", PAUL, NotFound),
    ],
)
async def test_what_can_t_be_is_refused_and_changes_nothing(
    house: House, wish: str, instead: int, lack: Lack, consent: str, who: Any, refusal: type[Refused]
) -> None:
    await stock(house)
    _, preparation_id = await wishing(house, wish, (BREAD, 5))
    before = await fingerprint(house)
    with pytest.raises(refusal):
        await give(house, preparation_id, BREAD, instead, lack, consent=consent, who=who)
    assert await fingerprint(house) == before


async def test_nobody_replaces_what_nobody_picks(house: House) -> None:
    await stock(house)
    placed = await house.order((BREAD, 1))
    with pytest.raises(WrongState):
        await give(house, await house.preparation_of(placed.order.id), BREAD, RYE, consent="phone")


async def test_the_last_ones_go_to_one_of_two_preparers(house: House) -> None:
    await stock(house)
    works = [(await wishing(house, "similar", (BREAD, 4)))[1] for _ in range(2)]
    ends = await asyncio.gather(*(give(house, at, BREAD, RYE, FOUR_DAMAGED) for at in works), return_exceptions=True)
    assert [str(end) for end in ends if end] == ["Too few of Rye bread are left: 0. Nothing was changed."]
    assert await house.level(RYE) == Level(on_hand=4, reserved=4)
    assert await house.level(BREAD) == Level(on_hand=10, reserved=4, unsellable=4)
    assert await contradictions(house) == []


async def test_two_who_give_each_other_s_goods_do_not_wait_in_a_circle(house: House) -> None:
    await stock(house)
    _, bread = await wishing(house, "similar", (BREAD, 1))
    async with house.work(SHOP_SITE) as work:
        wanted = [Wanted(f"V{RYE}", 1)]
        placed = await place_order(
            work, channel="web", location="LYON", guest=MARIE, lines=wanted, substitutes="similar"
        )
    rye = await house.preparation_of(placed.order.id)
    async with house.work(LEA) as work:
        await actions.take(work, rye)
    async with in_use(house, BREAD):
        both = [asyncio.create_task(give(house, *at, DAMAGED)) for at in ((bread, BREAD, RYE), (rye, RYE, BREAD))]
        await until_waiting(house, least=2)
    await asyncio.gather(*both)
    assert await contradictions(house) == []


async def test_an_order_with_something_else_in_it_is_cancelled_as_a_whole(house: House) -> None:
    await stock(house)
    order_id, preparation_id = await wishing(house, "similar", (BREAD, 2))
    await give(house, preparation_id, BREAD, RYE)
    async with house.work(SHOP_SITE) as work:
        await cancel_order(work, order_id)
    await react(house)
    assert (await house.level(RYE)).reserved == 0
    assert await contradictions(house) == []


async def test_what_came_instead_may_be_missing_too(house: House) -> None:
    await stock(house)
    order_id, preparation_id = await wishing(house, "similar", (BREAD, 1), (CHEESE, 1))
    await give(house, preparation_id, BREAD, RYE, DAMAGED)
    await give(house, preparation_id, RYE, BREAD, DAMAGED)
    assert await lines(house, order_id) == [
        (BREAD, 1, 0, 1, 1, 250),
        (CHEESE, 1, 0, 0, 0, 690),
        (RYE, 1, 0, 1, 1, 250),
        (BREAD, 1, 0, 0, 0, 250),
    ]
    assert await house.value("SELECT total FROM orders WHERE id = :id", id=order_id) == 940
    await react(house)
    assert await contradictions(house) == []
