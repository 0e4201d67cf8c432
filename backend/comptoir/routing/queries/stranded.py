"""Work that is stuck at a location that takes no orders, or none of its kind, and that nobody else can do."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, case, cast, exists, func, or_, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.network.tables import Location, LocationStopgap
from comptoir.orders.tables import Order
from comptoir.routing.queries.by_hand import BY_HAND
from comptoir.routing.queries.risks import PAUSED
from comptoir.routing.tables import RoutingRisk
from comptoir.wiring.work import Work


class Stranded(msgspec.Struct, frozen=True, kw_only=True):
    """What a suspended location has of an order, and can't do by when it is due; nobody has begun it.

    `because` is why nobody else does: customers collect it there, somebody wants it to stay there, some of it is
    picked, or nobody can. `until` is when the location takes orders again, if that is known. Where it is only the
    service that is paused, `paused` names it.
    """

    preparation_id: UUID
    order_id: UUID
    number: str
    location: str
    timezone: str
    paused: str | None
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
_SUSPENDED = Location.status == "suspended"
_SUSPENDED_UNTIL = case((_SUSPENDED, Location.suspended_until))
_UNTIL = case(
    (_SUSPENDED & Location.suspended_until.is_(None), None),
    else_=func.greatest(_SUSPENDED_UNTIL, LocationStopgap.until),
)
_STRANDED = (
    select(
        Preparation.id.label("preparation_id"),
        Order.id.label("order_id"),
        Order.number,
        Location.name.label("location"),
        Location.timezone,
        case((_SUSPENDED, None), else_=LocationStopgap.what).label("paused"),
        case((_SUSPENDED, Location.status_reason), else_=LocationStopgap.reason).label("reason"),
        _UNTIL.label("until"),
        _BECAUSE.label("because"),
        Preparation.promise_at,
        cast(_UNITS.c.units, BigInteger),
        _UNITS.c.goods,
    )
    .join(Location, Location.id == Preparation.location_id)
    .join(Order, Order.id == Preparation.order_id)
    .join(_UNITS, _UNITS.c.units > 0)
    .outerjoin(RoutingRisk, (RoutingRisk.preparation_id == Preparation.id) & (RoutingRisk.because == "suspended"))
    .outerjoin(LocationStopgap, PAUSED)
    .where(Preparation.state == "open", _SUSPENDED | LocationStopgap.what.is_not(None), _BECAUSE.is_not(None))
    .where(or_(_UNTIL.is_(None), Preparation.promise_at <= _UNTIL))
    .order_by(Preparation.promise_at, Preparation.id)
)
