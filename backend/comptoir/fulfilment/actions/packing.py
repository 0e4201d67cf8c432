"""Boxes: packed, unpacked, given to a carrier, or sent to another location."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import delete, select, update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.locking import lock, move
from comptoir.fulfilment.actions.transfers.sending import send_with
from comptoir.fulfilment.events import PreparationPacked, PreparationSent, PreparationShipped, PreparationUnpacked
from comptoir.fulfilment.queries.locked import Locked, lines_of
from comptoir.fulfilment.tables import Parcel
from comptoir.identity.rules import Right
from comptoir.kit.ids import new_id
from comptoir.orders import actions as orders
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work


class Carriage(msgspec.Struct, frozen=True):
    """Who carries the boxes, by which service, and the tracking number of each box, as it was typed or scanned."""

    carrier: str = ""
    service: str = ""
    tracking: Sequence[str] = ()


async def pack(work: Work, preparation_id: UUID, *, boxes: int, weights: Sequence[str] = ()) -> None:
    """Everything is in so many boxes, which weigh so many kilograms each. What is sent to a customer is weighed.

    Raises WrongBoxes, WeightMissing, WrongMethod, WrongState, NotFound, NotAllowed.
    """
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    grams = rules.check_weights(weights, boxes=boxes, are_needed=locked.method == "ship")
    await move(work, locked, "pack")
    for number, weight in enumerate(grams, start=1):
        work.add(Parcel, id=new_id(), preparation_id=locked.id, number=number, weight=weight)
    work.record(locked.event(PreparationPacked))


async def unpack(work: Work, preparation_id: UUID) -> None:
    """Packing was a mistake. Raises WrongState once the boxes left."""
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    await move(work, locked, "unpack")
    await work.execute(delete(Parcel).where(Parcel.preparation_id == locked.id))
    work.record(locked.event(PreparationUnpacked))


async def ship(work: Work, preparation_id: UUID, *, carriage: Carriage) -> None:
    """A carrier has the boxes: the units leave stock, and the order is fulfilled by them.

    Raises WrongLabel, WrongMethod, WrongState, NotFound, NotAllowed.
    """
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    await move(work, locked, "ship", ended_at=work.acted_at)
    await _label(work, locked, carriage)
    lines = await lines_of(work, locked)
    await stock.consume(work, [line.reservation_id for line in lines], reference=f"order:{locked.order_number}")
    ids = [line.allocation_id for line in lines]
    await orders.mark_slices(work, locked.order_id, allocation_ids=ids, state="fulfilled")
    work.record(locked.event(PreparationShipped))


async def send(work: Work, preparation_id: UUID) -> None:
    """The boxes are on their way to the location where the goods are wanted; their units are moving.

    Raises WrongMethod, WrongState, NotFound, NotAllowed.
    """
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    await move(work, locked, "send", ended_at=work.acted_at)
    lines = await lines_of(work, locked)
    await send_with(work, locked, lines)
    ids = [line.allocation_id for line in lines]
    await orders.mark_slices(work, locked.order_id, allocation_ids=ids, state="moving")
    work.record(locked.event(PreparationSent))


async def _label(work: Work, locked: Locked, carriage: Carriage) -> None:
    carrier = rules.check_label(carriage.carrier, "carrier")
    service = rules.check_label(carriage.service, "service")
    trackings = [rules.check_label(typed, "tracking") for typed in carriage.tracking]
    boxes = select(Parcel.id).where(Parcel.preparation_id == locked.id).order_by(Parcel.number)
    for place, box in enumerate((await work.execute(boxes)).scalars().all()):
        tracking = trackings[place] if place < len(trackings) else None
        said = {"carrier": carrier, "service": service, "tracking": tracking}
        await work.execute(update(Parcel).where(Parcel.id == box).values(said))
