"""The order screens: whose orders are these?"""

from uuid import uuid4

import pytest

from comptoir.fulfilment import actions
from comptoir.fulfilment.events import PreparationCollected
from comptoir.kit.errors import NotFound
from comptoir.sales import fragments
from comptoir.sales.actions import close_after_handover
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LEA, PAUL, House


async def test_staff_see_the_orders_of_their_own_store_alone(house: House) -> None:
    order_id = (await house.order((BREAD, 1))).order.id
    for who, sees in ((LEA, True), (IRIS, True), (PAUL, False)):
        async with house.work(who) as work:
            assert await fragments.sees_order(work, order_id=order_id) is sees


async def test_an_order_shows_its_lines_and_who_works_on_it(house: House) -> None:
    order_id = (await house.order((CHEESE, 2), location=ANNECY)).order.id
    async with house.work(IRIS) as work:
        shown = await fragments.order.context(work, order_id=order_id)
    assert [line.sku for line in shown["order"].lines] == ["CHEESE"]
    assert [at.location for at in shown["preparations"]] == ["Annecy"]


async def test_an_order_that_does_not_exist_is_not_found(house: House) -> None:
    async with house.work(IRIS) as work:
        with pytest.raises(NotFound):
            await fragments.order.context(work, order_id=uuid4())


async def test_what_nobody_could_serve_is_given_up_when_the_rest_is_collected(house: House) -> None:
    order_id = (await house.order((BREAD, 2))).order.id
    preparation_id = await house.preparation_of(order_id)
    line_id = await house.line_of(preparation_id, BREAD)
    async with house.work(LEA) as work:
        await actions.take(work, preparation_id)
        await actions.pick(work, preparation_id, line_id=line_id)
        await actions.refuse(work, preparation_id, line_id=line_id, quantity=1, reason="damaged")
        await actions.ready(work, preparation_id, place="A1")
    assert await house.status_of(order_id) == "partly_ready"

    async with house.work(LEA) as work:
        await actions.hand_over(work, preparation_id, proof="code")
        (collected,) = [event for event in work.recorded if isinstance(event, PreparationCollected)]
    assert await house.status_of(order_id) == "partly_fulfilled"
    async with house.work() as work:
        await close_after_handover(work, collected)
    assert await house.status_of(order_id) == "fulfilled"
    assert await house.differences() == []
