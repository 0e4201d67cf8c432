"""Orders that go out in boxes, and transfers, at any stage, for the tests of their screens."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from comptoir.fulfilment.actions.transfers import creating
from comptoir.wiring.actors import Actor
from tests.fulfilment.courier import OWN, do_jobs
from tests.house import ANNECY, BREAD, CHEESE, LEA, LYON, NADIA, House
from tests.journey import Journey, pick_for, place, send_off

VIENNE = 3
"""A store that has nothing to do with Annecy."""


async def open_vienne(house: House) -> None:
    async with house.work() as work:
        await work.execute(text(OPEN_VIENNE))


OPEN_VIENNE = """INSERT INTO locations (id, code, name, kind, town, latitude, longitude, hours, services)
    SELECT 3, 'VIENNE', 'Vienne', 'store', 'Vienne', latitude, longitude, hours, services FROM locations WHERE id = 1
    ON CONFLICT DO NOTHING"""


async def boxed(house: House, method: str, stage: str, worker: Actor = LEA) -> Journey:
    """An order of one bread at Lyon to ship, or to send to Vienne; picked or packed by somebody."""
    await open_vienne(house)
    how: Any = "ship" if method == "ship" else "collect"
    order = await place(house, (BREAD, 1, LYON), method=how, store=LYON if method == "ship" else VIENNE)
    journey = await Journey.of(house, order, source=LYON)
    await journey.take(worker)
    await journey.pick_all(worker)
    if stage == "packed":
        await journey.pack()
    if stage in ("labelled", "failed"):
        await label(house, journey, stage)
    return journey


async def label(house: House, journey: Journey, stage: str) -> None:
    """Packed, with a label that is made, or could not be."""
    await journey.pack(label=OWN)
    await do_jobs(house)
    if stage == "failed":
        async with house.work() as work:
            await work.execute(text("UPDATE labels SET state = 'failed'"))


async def outgoing(house: House, stage: str) -> UUID:
    """A transfer of two breads from Lyon to Vienne, made by hand: made, picked or sent."""
    await open_vienne(house)
    async with house.work(NADIA) as work:
        transfer_id = await creating.create(work, from_id=LYON, to_id=VIENNE, units={BREAD: 2})
    if stage != "made":
        await pick_for(house, transfer_id, BREAD, 1 if stage == "begun" else 2)
    if stage == "sent":
        await send_off(house, transfer_id)
    return transfer_id


async def incoming(house: House, stage: str) -> Journey:
    """Two cheeses for an order at Lyon that Annecy sent; one of them may be counted, and the other never come."""
    journey = await Journey.of(house, await place(house, (CHEESE, 2, ANNECY), store=LYON), source=ANNECY)
    await journey.set_off()
    if stage in ("counted", "differing"):
        await journey.count(CHEESE, who=LEA)
    if stage == "differing":
        await journey.receive(who=LEA)
    return journey


async def places_of(house: House, transfer_id: UUID) -> dict[str, Any]:
    """What stands in the addresses of a transfer's screens."""
    line = "SELECT id FROM transfer_lines WHERE transfer_id = :id LIMIT 1"
    number = "SELECT number FROM transfers WHERE id = :id"
    differing = await house.rows("SELECT id FROM transfer_discrepancies WHERE transfer_id = :id", id=transfer_id)
    return {
        "transfer": transfer_id,
        "line": await house.value(line, id=transfer_id),
        "number": await house.value(number, id=transfer_id),
        "store": LYON,
        "discrepancy": differing[0].id if differing else None,
    }
