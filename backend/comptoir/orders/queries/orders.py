"""Orders with their lines, one or many."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, case, or_, select, tuple_, union
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Product, Variant
from comptoir.customers.tables import Address, Customer
from comptoir.network.tables import Location
from comptoir.orders.queries.refunds import RefundView, refunds_of
from comptoir.orders.queries.substitutions import SubstitutionView, substitutions_of
from comptoir.orders.tables import Allocation, Order, OrderLine, Promise
from comptoir.wiring.work import Work


class LineView(msgspec.Struct, frozen=True):
    """A line: `unplaced` units have no location at the moment, `cancelled` ones will never come.

    For `replaced` of those another line came, and they are not paid; that line names this one's SKU in `replaces`.
    """

    sku: str
    name: str
    method: str
    quantity: int
    unplaced: int
    cancelled: int
    price: int
    replaced: int = 0
    replaces: str | None = None


class OrderHead(msgspec.Struct, frozen=True):
    """An order without its lines. Amounts are in minor units of the currency, with tax.

    `location` is where the customer collects; none where everything is brought. `promise_at` is the first promise,
    which counts; `later_at` is what the customer was told last, where that is later.
    """

    id: UUID
    number: str
    status: str
    channel: str
    method: str
    location_id: int | None
    location: str | None
    location_name: str | None
    reference: str | None
    currency: str
    total: int
    placed_at: datetime
    promise_at: datetime
    later_at: datetime | None
    version: int
    substitutes: str


class CustomerView(msgspec.Struct, frozen=True):
    """Who the order is for."""

    name: str
    email: str
    phone: str | None
    locale: str


class AddressView(msgspec.Struct, frozen=True):
    """Where goods are brought."""

    name: str
    street: str
    extra: str
    postcode: str
    town: str
    country: str


class OrderView(OrderHead, frozen=True):
    """An order whole; `refunds` are owed, whoever pays them back; `substitutions` are what the customer was asked, or
    got in place of what was not there.
    """

    customer: CustomerView
    address: AddressView | None
    lines: list[LineView]
    refunds: list[RefundView] = []
    substitutions: list[SubstitutionView] = []


_first, _last = aliased(Promise), aliased(Promise)
_replaced, _its = aliased(OrderLine), aliased(Variant)
FIRST = (
    select(_first.due_at)
    .where(_first.order_id == Order.id)
    .order_by(_first.made_at, _first.id)
    .limit(1)
    .lateral("first")
)
LAST = (
    select(_last.due_at)
    .where(_last.order_id == Order.id)
    .order_by(_last.made_at.desc(), _last.id.desc())
    .limit(1)
    .lateral("last")
)
LATER = case((LAST.c.due_at > FIRST.c.due_at, LAST.c.due_at))
HEAD = (
    Order.id,
    Order.number,
    Order.status,
    Order.channel,
    Order.method,
    Order.location_id,
    Location.code,
    Location.name,
    Order.reference,
    Order.currency,
    Order.total,
    Order.placed_at,
    FIRST.c.due_at,
    LATER,
    Order.version,
    Order.substitutes,
)
CUSTOMER = (Customer.name, Customer.email, Customer.phone, Customer.locale)
ADDRESS = (Address.name, Address.street, Address.extra, Address.postcode, Address.town, Address.country)
LINE = (
    Variant.sku,
    Product.name,
    OrderLine.method,
    OrderLine.quantity,
    OrderLine.unplaced,
    OrderLine.cancelled,
    OrderLine.price,
    OrderLine.replaced,
    select(_its.sku)
    .join(_replaced, _replaced.variant_id == _its.id)
    .where(_replaced.id == OrderLine.replaces_id)
    .scalar_subquery(),
)


async def locations_of_order(work: Work, order_id: UUID) -> list[int]:
    """Where an order is collected, and who serves any of it; nothing where there is no such order."""
    collected = select(Order.location_id).where(Order.id == order_id, Order.location_id.is_not(None))
    served = select(Allocation.location_id).where(Allocation.order_id == order_id)
    return list((await work.execute(union(collected, served))).scalars())


async def order(work: Work, order_id: UUID) -> OrderView | None:
    """One order; None where there is none."""
    query = _heads().add_columns(*CUSTOMER, *ADDRESS).outerjoin(Address, Address.id == Order.address_id)
    row = (await work.execute(query.where(Order.id == order_id))).one_or_none()
    if row is None:
        return None
    head, customer, address = row[: len(HEAD)], row[len(HEAD) : -len(ADDRESS)], row[-len(ADDRESS) :]
    return OrderView(
        *head,
        customer=CustomerView(*customer),
        address=AddressView(*address) if address[0] is not None else None,
        lines=await _lines(work, order_id),
        refunds=await refunds_of(work, order_id),
        substitutions=await substitutions_of(work, order_id),
    )


async def newest(
    work: Work,
    *,
    location: str | None = None,
    location_ids: frozenset[int] | None = None,
    number: str | None = None,
    status: str | None = None,
    reference: str | None = None,
    before: tuple[datetime, UUID] | None = None,
    most: int = 50,
) -> list[OrderHead]:
    """Orders, newest first, `before` a given place in that order; each filter that is not None narrows them."""
    query = _heads().order_by(Order.placed_at.desc(), Order.id.desc()).limit(most)
    wanted = {Location.code: location, Order.status: status, Order.reference: reference, Order.number: number}
    for column, value in wanted.items():
        query = query if value is None else query.where(column == value)
    if location_ids is not None:
        query = query.where(or_(Order.location_id.in_(location_ids), _is_served_by(location_ids)))
    if before:
        query = query.where(tuple_(Order.placed_at, Order.id) < before)
    return [_head(row) for row in await work.execute(query)]


async def promise_of(work: Work, order_id: UUID) -> datetime:
    """The promise of an order that was told last."""
    query = (
        select(Promise.due_at)
        .where(Promise.order_id == order_id)
        .order_by(Promise.made_at.desc(), Promise.id.desc())
        .limit(1)
    )
    return (await work.execute(query)).scalar_one()


async def moving(work: Work, order_id: UUID) -> dict[UUID, int]:
    """The units of an order that are on their way between locations, by allocation."""
    query = select(Allocation.id, Allocation.quantity).where(
        Allocation.order_id == order_id, Allocation.state == "moving", Allocation.quantity > 0
    )
    return {row[0]: row[1] for row in await work.execute(query)}


def _is_served_by(location_ids: frozenset[int]) -> ColumnElement[bool]:
    """Whether one of the locations serves a part of an order; one that is only collected is its store's."""
    served = select(Allocation.id).where(
        Allocation.order_id == Order.id, Allocation.location_id.in_(location_ids), Allocation.quantity > 0
    )
    return and_(Order.method != "collect", served.exists())


def _head(row: Row[tuple[object, ...]]) -> OrderHead:
    return OrderHead(*row)  # type: ignore[arg-type]


def _heads() -> Select[*tuple[Any, ...]]:
    """Orders with their location, the promise that counts (the first one made) and what was told last."""
    return (
        select(*HEAD)
        .outerjoin(Location, Location.id == Order.location_id)
        .join(Customer, Customer.id == Order.customer_id)
        .join(FIRST, FIRST.c.due_at.is_not(None))
        .join(LAST, LAST.c.due_at.is_not(None))
    )


async def _lines(work: Work, order_id: UUID) -> list[LineView]:
    query = (
        select(*LINE)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.position)
    )
    return [LineView(*row) for row in await work.execute(query)]
