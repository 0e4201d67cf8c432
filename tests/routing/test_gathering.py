"""What is picked already moves only where the order then costs less by more than putting it back."""

import asyncio

import pytest
from litestar import Litestar
from sqlalchemy import text

from comptoir.fulfilment import actions
from comptoir.fulfilment.rules import WrongState
from comptoir.routing.actions import gather
from comptoir.routing.events import OrderRoutedAgain
from comptoir.routing.rules.gathering import Move, saving
from comptoir.routing.rules.numbers import MILLIS
from comptoir.routing.rules.outcome import Cost, Plan, Source, Unplaced
from comptoir.routing.rules.policy import PuttingBack
from comptoir.sales.actions import Placed
from tests.fulfilment.returns import put_all_back
from tests.house import ANNECY, CHEESE, IRIS, LEA, LYON, House, Level
from tests.identity.conftest import app
from tests.identity.test_endpoints import visit
from tests.invariants.truth import contradictions
from tests.journey import weighing
from tests.reacting import react
from tests.routing.test_placing import collected, ordered
from tests.routing.test_taken_back import causes, preparation_at, price, take, work_of

__all__ = ["app"]

PROMISE = 1000


def plan(*, arrives: int = PROMISE, unplaced: bool = False, **cents: int) -> Plan:
    """A plan of one location, with what it costs by criterion."""
    costs = tuple(Cost(name, amount * MILLIS) for name, amount in cents.items())
    gone = (Unplaced(1, 1, "nowhere", "", 0, "person"),) if unplaced else ()
    total = sum(cost.millis for cost in costs)
    return Plan((), (Source(1, "ship", "Any", arrives, costs),), gone, total, total, total, 1, 1)


@pytest.mark.parametrize(
    ("said", "keep", "instead", "picked", "saves"),
    [
        ("a parcel of 5.30 is saved, for 1.50 and two units of 0.20", plan(shipping=530), plan(shipping=40), 2, 300),
        ("nothing picked: only the 1.50", plan(shipping=530), plan(shipping=40), 0, 340),
        ("it saves just what putting back costs", plan(shipping=230), plan(shipping=40), 2, 0),
        ("it saves a cent more", plan(shipping=231), plan(shipping=40), 2, 1),
        ("work that is done is saved by nobody", plan(shipping=100, picking=900), plan(shipping=40), 2, 0),
        ("nor is a late parcel early when it moves", plan(shipping=530), plan(shipping=40, arrives=1001), 2, 0),
        ("others can't serve all of it", plan(shipping=530), plan(shipping=40, unplaced=True), 2, 0),
        ("who has it may not serve by the policy", plan(shipping=530, unplaced=True), plan(shipping=40), 2, 0),
    ],
)  # fmt: skip
def test_a_move_saves_what_is_left_after_putting_back(
    said: str, keep: Plan, instead: Plan, picked: int, saves: int
) -> None:
    price = PuttingBack(per_preparation=150, per_unit=20)
    assert saving(Move(1, picked, (keep,), instead), price, promise=PROMISE) == saves * MILLIS, said


async def short_of_one(chain: House, *, pick: int) -> Placed:
    """Three cheeses from Lyon; Léa picks so many, and one is broken."""
    placed = await ordered(chain, (CHEESE, 3))
    await take(chain, placed, pick=pick)
    preparation_id = await preparation_at(chain, placed)
    line_id = await chain.line_of(preparation_id, CHEESE)
    async with chain.work(LEA) as work:
        await actions.refuse(work, preparation_id, line_id=line_id, quantity=1, reason="damaged", found=None)
    await react(chain)
    return placed


async def test_picked_units_go_along_where_that_saves_a_parcel(chain: House) -> None:
    placed = await short_of_one(chain, pick=2)
    assert await work_of(chain, placed) == [(LYON, "withdrawn", 3), (ANNECY, "open", 3)]
    assert await chain.level(CHEESE) == Level(on_hand=5, reserved=2, unsellable=1), "kept until they are on their shelf"
    assert await put_all_back(chain) == 2
    assert await chain.level(CHEESE) == Level(on_hand=5, unsellable=1)
    assert (await chain.level(CHEESE, ANNECY)).reserved == 3
    assert await causes(chain) == ["placed", "refused", "cheaper"]
    assert await contradictions(chain) == []


async def test_they_stay_where_putting_back_is_dearer(chain: House) -> None:
    await price(chain, per_preparation=900, per_unit=100)
    placed = await short_of_one(chain, pick=2)
    assert await work_of(chain, placed) == [(LYON, "picked", 3), (ANNECY, "open", 1)]
    assert await causes(chain) == ["placed", "refused"]


async def test_nothing_that_is_packed_or_somebody_put_there_moves(chain: House) -> None:
    await price(chain, per_preparation=900)
    packed, by_hand = await short_of_one(chain, pick=2), await ordered(chain, (CHEESE, 1))
    preparation_id = await preparation_at(chain, packed)
    async with chain.work(LEA) as work:
        await actions.pack(work, preparation_id, boxes=weighing("1"))
    async with chain.work(IRIS) as work:
        await work.execute(
            text("UPDATE allocations SET is_locked = true WHERE order_id = :id"), {"id": by_hand.order.id}
        )
    await price(chain, per_preparation=0, per_unit=0)
    for order_id in (packed.order.id, by_hand.order.id):
        async with chain.work() as work:
            await gather(work, OrderRoutedAgain(order_id=order_id))
    assert await work_of(chain, packed) == [(LYON, "packed", 3), (ANNECY, "open", 1)]
    assert await work_of(chain, by_hand) == [(LYON, "open", 1)]


async def test_what_is_where_the_customer_collects_it_stays(chain: House) -> None:
    placed = await collected(chain, (CHEESE, 3))
    await take(chain, placed, pick=2)
    preparation_id = await preparation_at(chain, placed)
    line_id = await chain.line_of(preparation_id, CHEESE)
    async with chain.work(LEA) as work:
        await actions.refuse(work, preparation_id, line_id=line_id, quantity=1, reason="damaged", found=None)
    await react(chain)
    assert await work_of(chain, placed) == [(LYON, "picked", 3), (ANNECY, "open", 1)]


async def test_it_ends_there_and_never_goes_back_and_forth(chain: House) -> None:
    await price(chain, per_preparation=0, per_unit=0)
    placed = await short_of_one(chain, pick=2)
    for _ in range(3):
        async with chain.work() as work:
            await gather(work, OrderRoutedAgain(order_id=placed.order.id))
        await react(chain)
    assert await causes(chain) == ["placed", "refused", "cheaper"]


async def test_both_stores_and_the_plan_say_what_happened(app: Litestar, chain: House) -> None:
    placed = await short_of_one(chain, pick=2)
    lea = await visit(app, chain, LEA)
    page = await lea.get(f"/preparations/{await preparation_at(chain, placed)}")
    assert "the whole order goes at less cost from there" in page.text
    assert "Put 2 units back on their shelves." in page.text
    iris = await visit(app, chain, IRIS)
    assert "Cheaper together" in (await iris.get(f"/orders/{placed.order.id}/why")).text


@pytest.mark.parametrize("is_picker_first", [True, False])
async def test_whoever_picks_meanwhile_finds_it_gone_or_puts_it_back(chain: House, is_picker_first: bool) -> None:
    await price(chain, per_preparation=900)
    placed = await short_of_one(chain, pick=1)
    await price(chain, per_preparation=0)

    async def pick() -> None:
        preparation_id = await preparation_at(chain, placed)
        line_id = await chain.line_of(preparation_id, CHEESE)
        async with chain.work(LEA) as work:
            await actions.pick(work, preparation_id, line_id=line_id)

    async def move() -> None:
        async with chain.work() as work:
            await gather(work, OrderRoutedAgain(order_id=placed.order.id))

    both = [pick(), move()] if is_picker_first else [move(), pick()]
    for failed in await asyncio.gather(*both, return_exceptions=True):
        assert failed is None or isinstance(failed, WrongState)
    assert await work_of(chain, placed) == [(LYON, "withdrawn", 3), (ANNECY, "open", 3)]
    assert (await chain.level(CHEESE)).reserved == await put_all_back(chain), "what was picked by then"
    assert (await chain.level(CHEESE)).reserved == 0
