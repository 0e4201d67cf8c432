"""Whatever is sent and received, in whatever parts: no unit vanishes or appears but those that are recorded."""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.fulfilment.actions.transfers import receiving
from comptoir.kit.errors import Refused
from tests.house import BREAD, CHEESE, LYON, PAUL, House
from tests.invariants.shop import Shop
from tests.invariants.truth import contradictions
from tests.journey import Journey, balance, count, pick_for, refuse_for, send_off

Value = TypeVar("Value")


class Box(NamedTuple):
    """Goods that are to go to Annecy, how many units of them are refused, and whether an order waits for them."""

    variant: int
    units: int
    refused: int
    is_for_order: bool


class Delivery(NamedTuple):
    """Units that arrive of a box, and whether they are the last."""

    box: int
    variant: int
    units: int
    damaged: int
    is_last: bool


variant = some.sampled_from((BREAD, CHEESE))
boxes = some.lists(
    some.builds(Box, variant, some.integers(1, 2), some.integers(0, 1), some.booleans()), min_size=1, max_size=3
)
deliveries = some.lists(
    some.builds(Delivery, some.integers(0, 2), variant, some.integers(0, 3), some.integers(0, 2), some.booleans()),
    max_size=8,
)
ENOUGH = settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])


async def test_no_unit_vanishes_on_its_way(engine: AsyncEngine, house: House) -> None:
    shop, loop = Shop(engine, house), asyncio.get_running_loop()

    def run(step: Coroutine[Any, Any, Value]) -> Value:
        return asyncio.run_coroutine_threadsafe(step, loop).result(60)

    @ENOUGH
    @given(boxes, deliveries)
    def whatever_happens(boxes: list[Box], deliveries: list[Delivery]) -> None:
        run(tell(shop, boxes, deliveries))

    await asyncio.to_thread(whatever_happens)


async def tell(shop: Shop, boxes: list[Box], deliveries: list[Delivery]) -> None:
    """One story, looked at after each step."""
    await shop.open()
    sent: list[UUID] = []
    for box in boxes:
        sent += await send(shop.house, box)
        assert await difference(shop.house) == 0
    for of in deliveries if sent else ():
        await receive(shop.house, sent[of.box % len(sent)], of)
        assert await difference(shop.house) == 0
    assert await contradictions(shop.house) == []


async def send(house: House, box: Box) -> list[UUID]:
    """The transfer, if anything of it could be sent."""
    refused = min(box.refused, box.units)
    if box.is_for_order:
        journey = await Journey.begin(house, (box.variant, box.units, LYON))
        await journey.take()
        if refused:
            await journey.refuse(box.variant, refused)
        if refused < box.units:
            for verb in (journey.pick_all, partial(journey.pack), journey.send):
                await verb()
        return [journey.transfer_id] if refused < box.units else []
    transfer_id = await balance(house, (box.variant, box.units))
    if refused:
        await refuse_for(house, transfer_id, box.variant, refused, reason="damaged")
    if refused == box.units:
        return []
    await pick_for(house, transfer_id, box.variant, box.units - refused)
    await send_off(house, transfer_id)
    return [transfer_id]


async def receive(house: House, transfer_id: UUID, of: Delivery) -> None:
    """A transfer that is received already takes nothing more."""
    try:
        await count(house, transfer_id, of.variant, of.units, damaged=min(of.damaged, of.units))
        async with house.work(PAUL) as work:
            await receiving.receive(work, transfer_id, is_last=of.is_last)
    except Refused:
        return


async def difference(house: House) -> int:
    """Units that nothing explains: 0."""
    return await house.value(UNEXPLAINED, begin=4 * 6)


UNEXPLAINED = """
WITH line AS (
    SELECT t.state, l.sent, l.received FROM transfers t JOIN transfer_lines l ON l.transfer_id = t.id
), unit AS (
    SELECT coalesce(sum(greatest(0, sent - received)) FILTER (WHERE state = 'sent'), 0) AS moving,
        coalesce(sum(greatest(0, sent - received)) FILTER (WHERE state = 'received'), 0) AS missing,
        coalesce(sum(greatest(0, received - sent)), 0) AS extra FROM line
)
SELECT ((SELECT sum(on_hand) FROM stock_levels WHERE variant_id IN (1, 2)) + moving + missing - extra - :begin)::int
FROM unit
"""
