"""Boxes: packed, unpacked, given to a carrier, or sent to another location."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, delete, select, update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.entering import ShippedAllTheSame, enter_leaving
from comptoir.fulfilment.actions.labels import Wish, void_labels, want_labels
from comptoir.fulfilment.actions.locking import lock, move
from comptoir.fulfilment.actions.naming import Named, parts_of
from comptoir.fulfilment.actions.transfers.sending import enter_sending, send_with
from comptoir.fulfilment.events import PreparationPacked, PreparationSent, PreparationShipped, PreparationUnpacked
from comptoir.fulfilment.queries.locked import Locked, LockedLine, lines_of
from comptoir.fulfilment.rules import NewBox, Unit
from comptoir.fulfilment.tables import Parcel, ParcelUnit
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


class Boxed(msgspec.Struct, frozen=True):
    """Units that are in the box of this number."""

    box: int
    named: Named


async def pack(
    work: Work,
    preparation_id: UUID,
    *,
    boxes: Sequence[NewBox],
    contents: Sequence[Unit] = (),
    goods: Sequence[Boxed] = (),
    label: Wish | None = None,
) -> None:
    """Everything is in boxes. What is sent to a customer is weighed. A label is made where one is wished for.

    What is in which box is said by lines (`contents`), or by lines or codes (`goods`). Raises WrongBoxes,
    WeightMissing, WrongContents, UnknownCode, NotInOrder, WrongMethod, WrongState, NotFound, NotAllowed.
    """
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    rules.check_count(len(boxes))
    if locked.method == "ship" and not all(box.weight for box in boxes):
        raise rules.WeightMissing(field="weight")
    await move(work, locked, "pack", packed_at=work.acted_at)
    lines = await lines_of(work, locked)
    picked = {line.id: line.picked for line in lines}
    units = [*contents, *await _units(work, lines, goods)]
    _write(work, locked, boxes, rules.check_contents(units, boxes=len(boxes), picked=picked))
    work.record(locked.event(PreparationPacked))
    if label:
        want_labels(work, locked, label, boxes=len(boxes))


async def _units(work: Work, lines: Sequence[LockedLine], goods: Sequence[Boxed]) -> list[Unit]:
    units, rooms = list[Unit](), {line.id: line.picked for line in lines}
    for boxed in goods:
        for line_id, quantity in (await parts_of(work, lines, boxed.named, rooms)).items():
            units.append(Unit(boxed.box, line_id, quantity))
            rooms[line_id] = max(0, rooms[line_id] - quantity)
    return units


async def unpack(work: Work, preparation_id: UUID) -> None:
    """Packing was a mistake. Raises WrongState once the boxes left."""
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    await move(work, locked, "unpack", packed_at=None)
    await work.execute(delete(Parcel).where(Parcel.preparation_id == locked.id))
    await void_labels(work, locked)
    work.record(locked.event(PreparationUnpacked))


async def ship(work: Work, preparation_id: UUID, *, carriage: Carriage) -> None:
    """A carrier has the boxes: the units leave stock, and the order is fulfilled by them.

    A box goes by its label where no other number is said. What the carrier was given while the tablet or the machine
    was offline is entered even where the order had ended meanwhile, and its numbers as far as they are right. Raises
    WrongLabel, WrongMethod, WrongState, NotFound, NotAllowed.
    """
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    if work.acted and await enter_leaving(work, locked, ShippedAllTheSame(state=locked.state)) is not None:
        await _say_how(work, locked, _as_far_as_right(carriage))
        return
    await _say_how(work, locked, carriage)
    await ship_locked(work, locked)


async def ship_locked(work: Work, locked: Locked) -> None:
    """A carrier has all boxes of a locked preparation. Raises WrongMethod, WrongState."""
    await move(work, locked, "ship", ended_at=work.acted_at)
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
    if work.acted and await enter_sending(work, locked):
        return
    await move(work, locked, "send", ended_at=work.acted_at)
    lines = await lines_of(work, locked)
    await send_with(work, locked, lines)
    ids = [line.allocation_id for line in lines]
    await orders.mark_slices(work, locked.order_id, allocation_ids=ids, state="moving")
    work.record(locked.event(PreparationSent))


def _write(work: Work, locked: Locked, boxes: Sequence[NewBox], contents: Sequence[Unit]) -> None:
    for number, box in enumerate(boxes, start=1):
        parcel_id = new_id()
        size = msgspec.structs.asdict(box.size) if box.size else dict.fromkeys(rules.Size.__struct_fields__)
        work.add(Parcel, id=parcel_id, preparation_id=locked.id, number=number, weight=box.weight, **size)
        for unit in contents:
            if unit.box == number:
                work.add(ParcelUnit, parcel_id=parcel_id, line_id=unit.line_id, quantity=unit.quantity)


async def _say_how(work: Work, locked: Locked, carriage: Carriage) -> None:
    carrier = rules.check_label(carriage.carrier, "carrier")
    service = rules.check_label(carriage.service, "service")
    trackings = [rules.check_label(typed, "tracking") for typed in carriage.tracking]
    boxes = select(Parcel.id, Parcel.number, Parcel.tracking).where(Parcel.preparation_id == locked.id)
    for place, box in enumerate((await work.execute(boxes.order_by(Parcel.number))).all()):
        tracking = trackings[place] if place < len(trackings) else None
        if not (box.tracking and tracking in (None, box.tracking)):
            await _go_otherwise(work, locked, box, {"carrier": carrier, "service": service, "tracking": tracking})


def _as_far_as_right(carriage: Carriage) -> Carriage:
    said = carriage.carrier, carriage.service, *carriage.tracking
    carrier, service, *tracking = (typed if rules.is_label(typed) else "" for typed in said)
    return Carriage(carrier, service, tracking)


async def _go_otherwise(work: Work, locked: Locked, box: Row[*tuple[Any, ...]], said: dict[str, str | None]) -> None:
    """A box that does not go by its label: a label that is not made yet is awaited only where nothing else is said."""
    await work.execute(update(Parcel).where(Parcel.id == box.id).values(said))
    if any(said.values()):
        await void_labels(work, locked, number=box.number)
