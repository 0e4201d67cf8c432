"""Work that is stuck at a location that takes no orders, and that nobody else can do."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, case, cast, exists, func, or_, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.network.tables import Location
from comptoir.orders.tables import Order
from comptoir.routing.queries.by_hand import BY_HAND
from comptoir.routing.tables import RoutingRisk
from comptoir.wiring.work import Work


class Stranded(msgspec.Struct, frozen=True, kw_only=True):
    """What a suspended location has of an order, and can't do by when it is due; nobody has begun it.

    `because` is why nobody else does: customers collect it there, somebody wants it to stay there, some of it is
    picked, or nobody can. `until` is when the location takes orders again, if that is known.
    """

    preparation_id: UUID
    order_id: UUID
    number: str
    location: str
    timezone: str
    reason: str
    until: datetime | None
    because: str
    promise_at: datetime
    units: int
    goods: list[str]


async def stranded(work: Work, *, most: int = 100) -> list[Stranded]:
    """All of it, the most urgent first."""
    rows = await work.execute(_STRANDED.limit(most))
    return [Stranded(**row) for row in rows.mappings()]


_PICKED = exists().where(PreparationLine.preparation_id == Preparation.id, PreparationLine.picked > 0)
_UNITS = (
    select(
        func.sum(PreparationLine.quantity - PreparationLine.refused).label("units"),
        func.array_agg(Product.name.distinct()).label("goods"),
    )
    .join(Variant, Variant.id == PreparationLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .where(PreparationLine.preparation_id == Preparation.id, PreparationLine.quantity > PreparationLine.refused)
    .lateral("units")
)
# Routing asks nobody else where one of the first three holds.
_BECAUSE = case(
    (Preparation.method == "collect", "collect"),
    (BY_HAND, "by_hand"),
    (_PICKED, "picked"),
    (RoutingRisk.nobody_else_since.is_not(None), "nobody"),
)
_STRANDED = (
    select(
        Preparation.id.label("preparation_id"),
        Order.id.label("order_id"),
        Order.number,
        Location.name.label("location"),
        Location.timezone,
        Location.status_reason.label("reason"),
        Location.suspended_until.label("until"),
        _BECAUSE.label("because"),
        Preparation.promise_at,
        cast(_UNITS.c.units, BigInteger),
        _UNITS.c.goods,
    )
    .join(Location, Location.id == Preparation.location_id)
    .join(Order, Order.id == Preparation.order_id)
    .join(_UNITS, _UNITS.c.units > 0)
    .outerjoin(RoutingRisk, (RoutingRisk.preparation_id == Preparation.id) & (RoutingRisk.because == "suspended"))
    .where(Preparation.state == "open", Location.status == "suspended", _BECAUSE.is_not(None))
    .where(or_(Location.suspended_until.is_(None), Location.suspended_until >= Preparation.promise_at))
    .order_by(Preparation.promise_at, Preparation.id)
)
