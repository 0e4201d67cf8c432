"""Work arrives at a location."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from comptoir.fulfilment.actions.locking import move
from comptoir.fulfilment.actions.writing import write_line, write_preparation, write_transfer, write_transfer_line
from comptoir.fulfilment.events import UnitsAdded
from comptoir.fulfilment.queries.locked import Locked, locking
from comptoir.fulfilment.rules import Method
from comptoir.fulfilment.tables import Preparation, Transfer
from comptoir.kit.ids import transfer_number
from comptoir.wiring.work import Work


class NewPart(msgspec.Struct, frozen=True):
    """Units of a variant to prepare, for one allocation."""

    allocation_id: UUID
    variant_id: int
    quantity: int


def open_preparation(
    work: Work,
    *,
    order_id: UUID,
    location_id: int,
    method: Method,
    promise_at: datetime,
    parts: Sequence[NewPart],
    destination_id: int | None = None,
) -> UUID:
    """Open the work of one location for an order, in the order's transaction. The preparation's id.

    The goods are collected there, shipped, or go by a transfer to the location `destination_id`, where their arrival
    opens the work that the customer collects. `promise_at` is when this location's part is to be done.
    """
    preparation_id = write_preparation(
        work,
        order_id=order_id,
        location_id=location_id,
        method=method,
        promise_at=promise_at,
        destination_id=destination_id,
    )
    for part in parts:
        write_line(
            work,
            preparation_id,
            allocation_id=part.allocation_id,
            variant_id=part.variant_id,
            quantity=part.quantity,
        )
    if destination_id is not None:
        _open_transfer(work, order_id, preparation_id, from_id=location_id, to_id=destination_id, parts=parts)
    return preparation_id


async def add_to_preparation(work: Work, preparation_id: UUID, parts: Sequence[NewPart]) -> None:
    """Give a location more units of an order that it prepares already. Raises WrongState once all of it is picked."""
    locked = Locked(*(await work.execute(locking().where(Preparation.id == preparation_id))).one())
    await move(work, locked, "add")
    await add_parts(work, locked, parts)
    work.record(locked.event(UnitsAdded, quantity=sum(part.quantity for part in parts)))


async def add_parts(work: Work, locked: Locked, parts: Sequence[NewPart]) -> None:
    """The lines of more units, in a preparation's transfer too, where it has one."""
    for part in parts:
        allocation_id, variant_id, quantity = part.allocation_id, part.variant_id, part.quantity
        write_line(work, locked.id, allocation_id=allocation_id, variant_id=variant_id, quantity=quantity)
    if locked.method == "transfer":
        transfer = select(Transfer.id).where(Transfer.preparation_id == locked.id)
        transfer_id = (await work.execute(transfer)).scalar_one()
        for part in parts:
            write_transfer_line(work, transfer_id, part.variant_id, part.quantity, allocation_id=part.allocation_id)


def _open_transfer(
    work: Work, order_id: UUID, preparation_id: UUID, *, from_id: int, to_id: int, parts: Sequence[NewPart]
) -> None:
    of = {"order_id": order_id, "preparation_id": preparation_id}
    transfer_id = write_transfer(work, number=transfer_number(), from_id=from_id, to_id=to_id, **of)
    for part in parts:
        write_transfer_line(work, transfer_id, part.variant_id, part.quantity, allocation_id=part.allocation_id)
