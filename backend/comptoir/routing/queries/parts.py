"""An order in parts, as people give them to locations: what each location has of it, and what nobody has."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, case, cast, func, literal, null, select, union
from sqlalchemy.dialects.postgresql import distinct_on

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.network.tables import Location
from comptoir.orders.rules import AT_WORK
from comptoir.orders.tables import Allocation, Order, OrderLine, Promise
from comptoir.routing.tables import HeldOrder, RoutingDecision, RoutingWait
from comptoir.wiring.work import Work


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a line that a location has, or nobody. `free` of them can be given to somebody else: nobody has them in
    hand, and they are not on their way."""

    line_id: UUID
    allocation_id: UUID | None
    name: str
    sku: str
    location_id: int | None
    location: str | None
    state: str | None
    units: int
    free: int
    is_locked: bool


async def parts_of(work: Work, order_id: UUID) -> list[Part]:
    """All that is not with the customer yet; what nobody serves comes first."""
    unplaced = await work.execute(_UNPLACED.where(OrderLine.order_id == order_id))
    served = await work.execute(_SERVED.where(Allocation.order_id == order_id))
    return [Part(**row) for row in (*unplaced.mappings(), *served.mappings())]


class ForPerson(msgspec.Struct, frozen=True, kw_only=True):
    """An order of which nobody serves something, and that routing leaves to people: it found nobody, or somebody holds
    the order. `decided` is the last plan, which says why."""

    order_id: UUID
    number: str
    store: str | None
    promise_at: datetime
    units: int
    goods: list[str]
    since: datetime
    is_held: bool
    decided: dict[str, Any] | None


async def orders_for_people(work: Work, *, most: int = 100) -> list[ForPerson]:
    """Those orders, the most urgent first."""
    rows = await work.execute(_FOR_PEOPLE.limit(most))
    return [ForPerson(**row) for row in rows.mappings()]


_NAMED = (
    OrderLine.id.label("line_id"),
    Product.name.label("name"),
    Variant.sku.label("sku"),
)
_LEFT = PreparationLine.quantity - PreparationLine.picked - PreparationLine.refused
_FREE = case((Preparation.state.in_(("open", "picking")), _LEFT), else_=0)
_UNPLACED = (
    select(
        *_NAMED,
        null().label("allocation_id"),
        null().label("location_id"),
        null().label("location"),
        null().label("state"),
        OrderLine.unplaced.label("units"),
        OrderLine.unplaced.label("free"),
        literal(False).label("is_locked"),
    )
    .join(Variant, Variant.id == OrderLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .where(OrderLine.unplaced > 0)
    .order_by(OrderLine.position)
)
_SERVED = (
    select(
        *_NAMED,
        Allocation.id.label("allocation_id"),
        Allocation.location_id.label("location_id"),
        Location.name.label("location"),
        Preparation.state.label("state"),
        Allocation.quantity.label("units"),
        func.coalesce(_FREE, 0).label("free"),
        Allocation.is_locked.label("is_locked"),
    )
    .join(OrderLine, OrderLine.id == Allocation.line_id)
    .join(Variant, Variant.id == OrderLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .join(Location, Location.id == Allocation.location_id)
    .outerjoin(PreparationLine, PreparationLine.allocation_id == Allocation.id)
    .outerjoin(Preparation, Preparation.id == PreparationLine.preparation_id)
    .where(Allocation.quantity > 0, Allocation.state.in_(AT_WORK))
    .order_by(OrderLine.position, Location.name, Allocation.id, Preparation.opened_at.desc())
    .ext(distinct_on(OrderLine.position, Location.name, Allocation.id))
)

_MISSING = (
    select(func.sum(OrderLine.unplaced).label("units"), func.array_agg(Product.name.distinct()).label("goods"))
    .join(Variant, Variant.id == OrderLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .where(OrderLine.order_id == Order.id, OrderLine.unplaced > 0)
    .lateral("missing")
)
_DECIDED = (
    select(RoutingDecision.plan)
    .where(RoutingDecision.order_id == Order.id)
    .order_by(RoutingDecision.made_at.desc(), RoutingDecision.id.desc())
    .limit(1)
    .scalar_subquery()
)
_PROMISED = select(func.max(Promise.due_at)).where(Promise.order_id == Order.id).scalar_subquery()
_FOR_PEOPLE = (
    select(
        Order.id.label("order_id"),
        Order.number,
        Location.name.label("store"),
        _PROMISED.label("promise_at"),
        cast(_MISSING.c.units, BigInteger).label("units"),
        _MISSING.c.goods,
        func.coalesce(HeldOrder.held_at, RoutingWait.handed_over_at).label("since"),
        HeldOrder.order_id.is_not(None).label("is_held"),
        _DECIDED.label("decided"),
    )
    .outerjoin(RoutingWait, RoutingWait.order_id == Order.id)
    .outerjoin(HeldOrder, HeldOrder.order_id == Order.id)
    .outerjoin(Location, Location.id == Order.location_id)
    .join(_MISSING, _MISSING.c.units > 0)
    .where(
        Order.id.in_(
            union(
                select(RoutingWait.order_id).where(RoutingWait.handed_over_at.is_not(None)), select(HeldOrder.order_id)
            )
        )
    )
    .order_by("promise_at", Order.id)
)
