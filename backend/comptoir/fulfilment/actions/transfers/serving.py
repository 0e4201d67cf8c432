"""What arrived for an order, in the order's own books and in its work at the store where it is collected."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from comptoir.fulfilment.actions.locking import move
from comptoir.fulfilment.actions.writing import write_line, write_preparation
from comptoir.fulfilment.events import UnitsArrived
from comptoir.fulfilment.queries.locked import Locked, locking
from comptoir.fulfilment.queries.locked_transfers import LockedTransfer, LockedTransferLine
from comptoir.fulfilment.rules import Settlement
from comptoir.fulfilment.tables import Preparation
from comptoir.orders import actions as orders
from comptoir.orders.queries import promise_of
from comptoir.wiring.work import Work


class Settled(msgspec.Struct, frozen=True):
    """A line, what becomes of it, and the id of the reservation that its order's units have here."""

    line: LockedTransferLine
    outcome: Settlement
    reservation_id: UUID


class Part(msgspec.Struct, frozen=True):
    """Units of a variant that serve one slice of the order from here."""

    allocation_id: UUID
    variant_id: int
    quantity: int


async def lock_work_there(work: Work, locked: LockedTransfer) -> Locked | None:
    """The order's work at the destination to which units can still be put; None where there is none."""
    if locked.order_id is None:
        return None
    where = Preparation.order_id == locked.order_id, Preparation.location_id == locked.to_id
    open_to_more = Preparation.method == "collect", Preparation.state.in_(("open", "picking", "picked"))
    query = locking().where(*where, *open_to_more).order_by(Preparation.opened_at, Preparation.id).limit(1)
    row = (await work.execute(query)).one_or_none()
    return Locked(*row) if row else None


async def serve(work: Work, locked: LockedTransfer, settled: Sequence[Settled], there: Locked | None) -> None:
    """Give the order's units to the location where they are now, and put them to its work; what is lost goes back."""
    parts = [part for of in settled if (part := await _serve_line(work, locked, of))]
    if parts and locked.order_id:
        await _put_to_work(work, locked, locked.order_id, parts, there)


async def _serve_line(work: Work, locked: LockedTransfer, of: Settled) -> Part | None:
    allocation_id, outcome = of.line.allocation_id, of.outcome
    if locked.order_id is None or allocation_id is None:
        return None
    if outcome.given_back:
        await orders.give_back(work, locked.order_id, allocation_id=allocation_id, quantity=outcome.given_back)
    if not outcome.promised:
        return None
    slice_id = await orders.move_slice(
        work,
        locked.order_id,
        allocation_id=allocation_id,
        quantity=outcome.promised,
        location_id=locked.to_id,
        reservation_id=of.reservation_id,
    )
    return Part(slice_id, of.line.variant_id, outcome.promised)


async def _put_to_work(
    work: Work, locked: LockedTransfer, order_id: UUID, parts: Sequence[Part], there: Locked | None
) -> None:
    """The units are picked: whoever has the rest of the order there finds them in it, else they only want a shelf."""
    if there is None:
        there = await _open_picked(work, locked, order_id)
    else:
        await move(work, there, "arrive")
    for part in parts:
        write_line(
            work,
            there.id,
            allocation_id=part.allocation_id,
            variant_id=part.variant_id,
            quantity=part.quantity,
            picked=part.quantity,
            transfer_id=locked.id,
        )
    units = sum(part.quantity for part in parts)
    work.record(there.event(UnitsArrived, transfer_id=locked.id, quantity=units))


async def _open_picked(work: Work, locked: LockedTransfer, order_id: UUID) -> Locked:
    preparation_id = write_preparation(
        work,
        order_id=order_id,
        location_id=locked.to_id,
        method="collect",
        promise_at=await promise_of(work, order_id),
        state="picked",
    )
    return Locked(*(await work.execute(locking().where(Preparation.id == preparation_id))).one())
