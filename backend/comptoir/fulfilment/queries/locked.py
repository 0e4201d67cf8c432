"""Preparations locked for a change: the order before its preparation, and both before stock, everywhere."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, ColumnElement, Select, cast, exists, func, select

from comptoir.fulfilment.rules import Line, Method, State
from comptoir.fulfilment.tables import CounterReturn, Preparation, PreparationLine
from comptoir.identity.tables import ApiKey, Staff
from comptoir.kit.events import Event
from comptoir.orders.tables import Allocation, Order
from comptoir.wiring.work import Work


class Holder(msgspec.Struct, frozen=True):
    """Who has a preparation: a member of staff, a machine by its key, or nobody."""

    holder_id: int | None = None
    machine_id: UUID | None = None


NOBODY = Holder()


class Locked(msgspec.Struct):
    """A preparation whose rows are locked for this work."""

    id: UUID
    order_id: UUID
    order_number: str
    location_id: int
    method: Method
    destination_id: int | None
    state: State
    version: int
    holder_id: int | None
    machine_id: UUID | None
    ready_at: datetime | None
    told_at: datetime | None
    rings: int
    bin: str | None = None

    @property
    def holder(self) -> Holder:
        return Holder(self.holder_id, self.machine_id)

    @property
    def place(self) -> dict[str, Any]:
        """Where it is, for what is told of its order."""
        return {"preparation_id": self.id, "location_id": self.location_id}

    def event(self, kind: Callable[..., Event], **more: Any) -> Event:
        """An event about this preparation as it is now."""
        return kind(
            preparation_id=self.id,
            order_id=self.order_id,
            location_id=self.location_id,
            version=self.version,
            **more,
        )


class LockedLine(msgspec.Struct):
    """A line of a locked preparation, with the reservation that its units come from."""

    id: UUID
    allocation_id: UUID
    reservation_id: UUID
    variant_id: int
    quantity: int
    picked: int
    refused: int
    transfer_id: UUID | None = None

    @property
    def progress(self) -> Line:
        return Line(self.quantity, self.picked, self.refused)


COLUMNS = (
    Preparation.id,
    Preparation.order_id,
    Order.number,
    Preparation.location_id,
    Preparation.method,
    Preparation.destination_id,
    Preparation.state,
    Preparation.version,
    Preparation.holder_id,
    Preparation.machine_id,
    Preparation.ready_at,
    Preparation.told_at,
    Preparation.rings,
    Preparation.bin,
)


def locking() -> Select[*tuple[Any, ...]]:
    """A query of preparations that locks order and preparation, in this order."""
    query = select(*COLUMNS).select_from(Order).join(Preparation, Preparation.order_id == Order.id)
    return query.with_for_update(of=(Order, Preparation))


async def holder_name(work: Work, locked: Locked) -> str:
    """The name of who has it, or of the machine that does."""
    person = select(Staff.name).where(Staff.id == locked.holder_id)
    machine = select(ApiKey.name).where(ApiKey.id == locked.machine_id)
    return (await work.execute(person.union_all(machine))).scalar() or ""


async def lines_of(work: Work, locked: Locked) -> list[LockedLine]:
    """The lines, guarded by their preparation's lock; those that left the counter are not among them."""
    return await _lines(work, locked, PreparationLine.outcome.is_(None))


async def taken_back(work: Work, locked: Locked) -> list[LockedLine]:
    """The lines that nobody has, of a preparation that is over."""
    return await _lines(work, locked, PreparationLine.outcome.is_distinct_from("collected"))


async def not_fetched(work: Work, locked: Locked) -> list[LockedLine]:
    """The lines that nobody came for in time; what a customer left at the counter is not among them."""
    nobody_came = CounterReturn.line_id == PreparationLine.id, CounterReturn.reason == "no_show"
    return await _lines(work, locked, exists().where(*nobody_came) & (PreparationLine.outcome == "returned"))


async def left_at_counter(work: Work, locked: Locked) -> dict[UUID, int]:
    """The units that the customer did not take, or did not come for, by line."""
    units = cast(func.sum(CounterReturn.quantity), BigInteger)
    query = select(CounterReturn.line_id, units).where(CounterReturn.preparation_id == locked.id)
    return {row[0]: row[1] for row in await work.execute(query.group_by(CounterReturn.line_id))}


async def _lines(work: Work, locked: Locked, which: ColumnElement[bool]) -> list[LockedLine]:
    query = (
        select(PreparationLine.id, PreparationLine.allocation_id, Allocation.reservation_id)
        .add_columns(PreparationLine.variant_id, PreparationLine.quantity)
        .add_columns(PreparationLine.picked, PreparationLine.refused, PreparationLine.transfer_id)
        .join(Allocation, Allocation.id == PreparationLine.allocation_id)
        .where(PreparationLine.preparation_id == locked.id, which)
        .order_by(PreparationLine.id)
    )
    return [LockedLine(*row) for row in await work.execute(query)]
