"""Preparations as the store's screens list them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, func, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.customers.rules import short_name
from comptoir.customers.tables import Customer
from comptoir.fulfilment.rules import LIVE, State
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.identity.tables import Staff
from comptoir.orders.tables import Order, OrderLine
from comptoir.wiring.work import Work


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One preparation in a list. `waiting_units` of its order have no location; `rang` counts the rings so far."""

    id: UUID
    order_id: UUID
    location_id: int
    version: int
    state: State
    number: str
    customer: str
    promise_at: datetime
    units: int
    lines: int
    units_picked: int
    units_refused: int
    waiting_units: int
    holder: str | None
    holder_id: int | None
    bin: str | None
    code: str
    escalated: bool
    rang: int
    handling: list[str]
    departments: list[str]
    ready_at: datetime | None
    told_at: datetime | None
    expires_at: datetime | None


UNPLACED = (
    select(func.coalesce(func.sum(OrderLine.unplaced), 0)).where(OrderLine.order_id == Order.id).scalar_subquery()
)
GOODS = (
    select(
        func.sum(PreparationLine.quantity).label("units"),
        func.count().label("lines"),
        func.sum(PreparationLine.picked).label("picked"),
        func.sum(PreparationLine.refused).label("refused"),
        func.jsonb_agg(Variant.handling).label("handling"),
        func.array_agg(Product.department.distinct()).label("departments"),
    )
    .join(Variant, Variant.id == PreparationLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .where(PreparationLine.preparation_id == Preparation.id)
    .lateral("goods")
)


async def live_entries(work: Work, *, location_id: int) -> list[Entry]:
    """A location's open work, most urgent first."""
    query = _entries().where(Preparation.location_id == location_id, Preparation.state.in_(LIVE))
    rows = await work.execute(query.order_by(Preparation.promise_at, Preparation.id))
    return [_entry(row) for row in rows]


async def entry(work: Work, preparation_id: UUID) -> Entry | None:
    """One preparation, in any state."""
    row = (await work.execute(_entries().where(Preparation.id == preparation_id))).one_or_none()
    return row and _entry(row)


async def waiting_entries(work: Work, *, location_id: int) -> list[Entry]:
    """The last preparation of each order of this location that waits: no location serves its units."""
    query = _entries().where(Order.location_id == location_id, Order.status == "waiting")
    rows = await work.execute(query.order_by(Preparation.promise_at, Preparation.id).limit(50))
    return [_entry(row) for row in rows]


async def untaken_count(work: Work, *, location_id: int) -> int:
    """How many preparations nobody has."""
    query = select(func.count()).where(Preparation.location_id == location_id, Preparation.state == "open")
    return (await work.execute(query)).scalar_one()


def _entries() -> Select[Any]:
    return (
        select(Preparation, Order.number, Customer.name, Staff.name, UNPLACED, GOODS)
        .join(Order, Order.id == Preparation.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(Staff, Staff.id == Preparation.holder_id)
        .join(GOODS, GOODS.c.units.is_not(None))
    )


def _entry(row: Any) -> Entry:
    preparation, number, customer, holder, waiting, units, lines, picked, refused, handling, departments = row
    return Entry(
        id=preparation.id,
        order_id=preparation.order_id,
        location_id=preparation.location_id,
        version=preparation.version,
        state=preparation.state,
        number=number,
        customer=short_name(customer),
        promise_at=preparation.promise_at,
        units=int(units),
        lines=lines,
        units_picked=int(picked),
        units_refused=int(refused),
        waiting_units=int(waiting),
        holder=holder,
        holder_id=preparation.holder_id,
        bin=preparation.bin,
        code=preparation.code,
        escalated=preparation.escalated_at is not None,
        rang=preparation.rings,
        handling=_union(handling),
        departments=departments,
        ready_at=preparation.ready_at,
        told_at=preparation.told_at,
        expires_at=preparation.expires_at,
    )


def _union(needs: Iterable[list[str]]) -> list[str]:
    return sorted({need for some in needs for need in some})
