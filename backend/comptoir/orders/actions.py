"""Write orders down and keep their allocations; the status follows by itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update

from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id, order_number
from comptoir.orders import rules
from comptoir.orders.events import OrderCancelled, OrderChanged, OrderPlaced
from comptoir.orders.tables import Allocation, Order, OrderLine, Promise, order_serial
from comptoir.wiring.work import Work


class NewLine(msgspec.Struct, frozen=True):
    """A line to be written; the method is how its units reach the customer."""

    id: UUID
    variant_id: int
    method: rules.Method
    quantity: int
    price: int
    tax_rate: Decimal


class NewSlice(msgspec.Struct, frozen=True):
    """A quantity of a line that is given to a location: the allocation, and the reservation that keeps its units."""

    id: UUID
    line: NewLine
    location_id: int
    reservation_id: UUID
    quantity: int


class NewOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order to be written. `location_id` is where the customer collects, `address_id` where the rest is brought."""

    id: UUID
    number: str
    channel: str
    customer_id: UUID
    location_id: int | None
    address_id: UUID | None
    reference: str | None
    promise_at: datetime
    lines: Sequence[NewLine]

    @property
    def total(self) -> int:
        """Minor units, with tax."""
        return sum(line.price * line.quantity for line in self.lines)

    @property
    def method(self) -> str:
        """That of all lines, or `mixed`."""
        methods = {line.method for line in self.lines}
        return methods.pop() if len(methods) == 1 else "mixed"


class Serials:
    """Order serials in blocks, so that only every hundredth order asks the database. Gaps are of no matter."""

    block = 100

    def __init__(self) -> None:
        self._next: int = 0
        self._end: int = 0

    async def next(self, work: Work) -> int:
        if self._next == self._end:
            start = (await work.execute(select(order_serial.next_value()))).scalar_one()
            self._next, self._end = start, start + self.block
        self._next += 1
        return self._next - 1


_serials = Serials()


async def next_number(work: Work) -> str:
    """A number that no other order has."""
    return order_number(await _serials.next(work))


def place(work: Work, order: NewOrder, slices: Sequence[NewSlice]) -> None:
    """Write an order down whose slices are reserved in the same transaction; what no slice has waits for a location."""
    waiting = waiting_units(order, slices)
    work.add(
        Order,
        id=order.id,
        number=order.number,
        channel=order.channel,
        method=order.method,
        status=status_of(order, slices),
        customer_id=order.customer_id,
        location_id=order.location_id,
        address_id=order.address_id,
        total=order.total,
        reference=order.reference,
        placed_by=work.actor.key,
        placed_at=work.now,
    )
    work.add(Promise, id=new_id(), order_id=order.id, due_at=order.promise_at, made_at=work.now)
    for position, line in enumerate(order.lines, start=1):
        _add_line(work, order, line, position, unplaced=waiting[line.id])
    for part in slices:
        _add_slice(work, order.id, part)
    work.record(OrderPlaced(order_id=order.id, version=1))


def status_of(order: NewOrder, slices: Sequence[NewSlice]) -> rules.Status:
    """The status of an order that begins with these slices."""
    unplaced = sum(waiting_units(order, slices).values())
    return rules.status((rules.Slice("routed", part.quantity) for part in slices), unplaced=unplaced)


def waiting_units(order: NewOrder, slices: Iterable[NewSlice]) -> dict[UUID, int]:
    """The units of each line that no slice has."""
    waiting = {line.id: line.quantity for line in order.lines}
    for part in slices:
        waiting[part.line.id] -= part.quantity
    return waiting


def _add_line(work: Work, order: NewOrder, line: NewLine, position: int, *, unplaced: int) -> None:
    work.add(
        OrderLine,
        id=line.id,
        order_id=order.id,
        position=position,
        method=line.method,
        variant_id=line.variant_id,
        quantity=line.quantity,
        unplaced=unplaced,
        price=line.price,
        tax_rate=line.tax_rate,
    )


def _add_slice(work: Work, order_id: UUID, part: NewSlice) -> None:
    work.add(
        Allocation,
        id=part.id,
        order_id=order_id,
        line_id=part.line.id,
        location_id=part.location_id,
        reservation_id=part.reservation_id,
        quantity=part.quantity,
        state="routed",
    )


async def place_again(work: Work, order_id: UUID, slices: Sequence[NewSlice]) -> None:
    """Give units that nobody served to locations, whose slices are reserved in the same transaction."""
    for part in slices:  # all of them before any statement: the work that is open for them refers to them
        _add_slice(work, order_id, part)
    for part in slices:
        taken = OrderLine.unplaced - part.quantity
        await work.execute(update(OrderLine).where(OrderLine.id == part.line.id).values(unplaced=taken))
    await refresh(work, order_id)


async def give_up(work: Work, order_id: UUID) -> None:
    """What nobody serves will not come."""
    await _cancel_unplaced(work, order_id)
    await refresh(work, order_id)


class LockedOrder(msgspec.Struct, frozen=True):
    """An order whose row is locked for this work."""

    number: str
    status: rules.Status


async def lock(work: Work, order_id: UUID) -> LockedOrder:
    """Lock an order before its preparations and before stock. Raises NotFound."""
    query = select(Order.number, Order.status).where(Order.id == order_id).with_for_update()
    row = (await work.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return LockedOrder(*row)


async def lock_all(work: Work, order_ids: Iterable[UUID]) -> None:
    """Lock several orders, in the one order that all keep to."""
    query = select(Order.id).where(Order.id.in_(list(order_ids))).order_by(Order.id)
    await work.execute(query.with_for_update())


async def mark_slices(work: Work, order_id: UUID, *, allocation_ids: Iterable[UUID], state: rules.SliceState) -> None:
    """Move the slices that still answer for units to a state, and the order with them."""
    where = Allocation.id.in_(list(allocation_ids)), Allocation.quantity > 0
    await work.execute(update(Allocation).where(*where).values(state=state))
    await refresh(work, order_id)


async def give_back(
    work: Work,
    order_id: UUID,
    *,
    allocation_id: UUID,
    quantity: int,
    ended: Literal["refused", "withdrawn"] = "refused",
) -> None:
    """Units that a location refused, or that were taken back from it, go to their line: nobody serves them now."""
    left = Allocation.quantity - quantity
    shrink = update(Allocation).where(Allocation.id == allocation_id).values(quantity=left)
    line_id = (await work.execute(shrink.returning(Allocation.line_id))).scalar_one()
    await work.execute(
        update(Allocation).where(Allocation.id == allocation_id, Allocation.quantity == 0).values(state=ended)
    )
    await work.execute(update(OrderLine).where(OrderLine.id == line_id).values(unplaced=OrderLine.unplaced + quantity))
    await refresh(work, order_id)


async def move_slice(
    work: Work, order_id: UUID, *, allocation_id: UUID, quantity: int, location_id: int, reservation_id: UUID
) -> UUID:
    """Units of a moving slice arrived at a location, which serves them now from a reservation there. The slice's id.

    Where the rest is still on its way, these units get a slice of their own.
    """
    here = {"location_id": location_id, "reservation_id": reservation_id, "state": "routed"}
    left = Allocation.quantity - quantity
    shrink = update(Allocation).where(Allocation.id == allocation_id).values(quantity=left)
    line_id, rest = (await work.execute(shrink.returning(Allocation.line_id, Allocation.quantity))).one()
    if rest:
        allocation_id = new_id()
        work.add(Allocation, id=allocation_id, order_id=order_id, line_id=line_id, quantity=quantity, **here)
    else:
        whole = update(Allocation).where(Allocation.id == allocation_id).values(quantity=quantity, **here)
        await work.execute(whole)
    await refresh(work, order_id)
    return allocation_id


async def cancel(work: Work, order_id: UUID) -> list[UUID]:
    """Cancel all that is not with the customer yet. The reservations that are to be released, if they still live.

    What is on its way arrives all the same, and goes on sale there.
    """
    live = Allocation.order_id == order_id, Allocation.state.in_(rules.AT_WORK)
    ended = update(Allocation).where(*live).values(state="cancelled").returning(Allocation.reservation_id)
    reservation_ids = list((await work.execute(ended)).scalars())
    await _cancel_unplaced(work, order_id)
    version = await refresh(work, order_id)
    work.record(OrderCancelled(order_id=order_id, version=version))
    return reservation_ids


async def close(work: Work, order_id: UUID) -> None:
    """Give up the units that nobody serves, unless a location is still at work on the order."""
    if not any(part.state in rules.AT_WORK and part.quantity for part in await _slices(work, order_id)):
        await _cancel_unplaced(work, order_id)
        await refresh(work, order_id)


async def _cancel_unplaced(work: Work, order_id: UUID) -> None:
    await work.execute(
        update(OrderLine)
        .where(OrderLine.order_id == order_id, OrderLine.unplaced > 0)
        .values(cancelled=OrderLine.cancelled + OrderLine.unplaced, unplaced=0)
    )


async def refresh(work: Work, order_id: UUID) -> int:
    """Derive the status again and count the change. The order's new version."""
    status = rules.status(await _slices(work, order_id), unplaced=await _unplaced(work, order_id))
    changed = update(Order).where(Order.id == order_id).values(status=status, version=Order.version + 1)
    version = (await work.execute(changed.returning(Order.version))).scalar_one()
    work.record(OrderChanged(order_id=order_id, status=status, version=version))
    return version


async def _slices(work: Work, order_id: UUID) -> list[rules.Slice]:
    query = select(Allocation.state, Allocation.quantity).where(Allocation.order_id == order_id)
    return [rules.Slice(*row) for row in await work.execute(query)]


async def _unplaced(work: Work, order_id: UUID) -> int:
    query = select(func.coalesce(func.sum(OrderLine.unplaced), 0)).where(OrderLine.order_id == order_id)
    return int((await work.execute(query)).scalar_one())
