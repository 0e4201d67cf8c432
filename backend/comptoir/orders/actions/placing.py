"""Write orders down, with the slices that serve them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from sqlalchemy import update

from comptoir.kit.ids import new_id
from comptoir.orders import rules
from comptoir.orders.actions.status import refresh
from comptoir.orders.events import OrderPlaced
from comptoir.orders.tables import Allocation, Order, OrderLine, Promise
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
    substitutes: rules.Wish = "ask"

    @property
    def total(self) -> int:
        """Minor units, with tax."""
        return sum(line.price * line.quantity for line in self.lines)

    @property
    def method(self) -> str:
        """That of all lines, or `mixed`."""
        methods = {line.method for line in self.lines}
        return methods.pop() if len(methods) == 1 else "mixed"


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
        substitutes=order.substitutes,
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
