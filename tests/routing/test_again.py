"""What a store can't serve goes to the next best by itself, or waits; and never comes back to who refused."""

from comptoir.fulfilment import actions
from comptoir.routing.actions import end_waiting_due
from tests.house import ANNECY, CHEESE, LEA, LYON, WINE, House
from tests.reacting import react
from tests.routing.test_placing import given, ordered, work_of


async def refuse(house: House, order_id: object, *, units: int) -> None:
    """Léa finds none of it."""
    query = "SELECT id FROM preparations WHERE order_id = :id AND location_id = 1"
    preparation_id = await house.value(query, id=order_id)
    line_id = await house.line_of(preparation_id, CHEESE)
    async with house.work(LEA) as work:
        await actions.take(work, preparation_id)
        await actions.refuse(work, preparation_id, line_id=line_id, quantity=units, reason="damaged", found=None)
    await react(house)


async def test_what_one_store_refuses_another_gets(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await refuse(chain, placed.order.id, units=2)
    assert await work_of(chain, placed) == [(LYON, "ship", None), (ANNECY, "ship", None)]
    assert (await chain.level(CHEESE, ANNECY)).reserved == 2
    assert await chain.status_of(placed.order.id) == "routed"
    causes = await chain.rows("SELECT cause FROM routing_decisions ORDER BY made_at, id")
    assert [row.cause for row in causes] == ["placed", "refused"]


async def test_what_nobody_else_has_waits_and_is_tried_when_stock_comes(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 25))
    assert sum(given(placed).values()) == 25
    await refuse(chain, placed.order.id, units=2)
    assert await chain.value("SELECT sum(unplaced) FROM order_lines") == 2
    await chain.deliver(CHEESE, 3, location=ANNECY)
    await react(chain)
    assert await chain.value("SELECT sum(unplaced) FROM order_lines") == 0
    assert await chain.value("SELECT count(*) FROM routing_waits") == 0


async def test_what_waits_may_come_from_several_stores_at_once(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 25), (WINE, 2), incomplete="wait")
    await chain.deliver(WINE, 1, location=LYON)
    await chain.deliver(WINE, 1, location=ANNECY)
    await react(chain)
    assert given(placed) == {(LYON, CHEESE): 5, (ANNECY, CHEESE): 20}
    assert await chain.value("SELECT sum(unplaced) FROM order_lines") == 0
    served = await chain.rows(
        "SELECT location_id FROM allocations JOIN order_lines l ON l.id = line_id WHERE variant_id = 3"
    )
    assert sorted(row.location_id for row in served) == [LYON, ANNECY]


async def test_who_refused_is_not_asked_again(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 25))
    await refuse(chain, placed.order.id, units=2)
    await chain.deliver(CHEESE, 3, location=LYON)
    await react(chain)
    assert await chain.value("SELECT sum(unplaced) FROM order_lines") == 2


async def test_what_waited_long_enough_is_put_before_a_person(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 25))
    await refuse(chain, placed.order.id, units=2)
    assert await ended(chain) == 0
    chain.wait(hours=73)
    assert (await ended(chain), await ended(chain)) == (1, 0)
    assert "OrderHandedOver" in await chain.events()


async def test_each_that_waited_long_enough_ends_by_itself(chain: House) -> None:
    for units in (25, 5):  # all that there is
        placed = await ordered(chain, (CHEESE, units))
        await refuse(chain, placed.order.id, units=2)
        await chain.deliver(CHEESE, 5)
    chain.wait(hours=73)
    assert [await ended(chain) for _ in range(3)] == [1, 1, 0]


async def ended(house: House) -> int:
    async with house.work() as work:
        return await end_waiting_due(work)
