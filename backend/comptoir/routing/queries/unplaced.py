"""What of an order has no location, with all that routing needs to find one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, BigInteger, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Variant
from comptoir.customers.tables import Address
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.orders.actions import NewLine
from comptoir.orders.tables import Allocation, Order, OrderLine, Promise
from comptoir.routing.tables import RoutingDecision, RoutingWait
from comptoir.stock.queries import FREE
from comptoir.stock.tables import StockLevel
from comptoir.wiring.work import Work


class OpenLine(msgspec.Struct, frozen=True):
    """Units of a line that nobody serves, with what routing asks of their variant."""

    line: NewLine
    weight: int
    handling: list[str]


class Begun(msgspec.Struct, frozen=True):
    """Work that is done for an order already, and that more units may join."""

    preparation_id: UUID
    location_id: int
    method: str
    destination_id: int | None


class Unplaced(msgspec.Struct, frozen=True, kw_only=True):
    """An order with lines to be routed. `attempts` counts the plans that were made for it so far, since a person
    last decided something."""

    order_id: UUID
    number: str
    channel: str
    pickup_id: int | None
    latitude: float | None
    longitude: float | None
    country: str | None
    promise_at: datetime
    attempts: int
    lines: list[OpenLine]
    refused_by: dict[UUID, list[int]]
    begun: list[Begun]


async def unplaced(work: Work, order_id: UUID, *, and_: Mapping[UUID, int] | None = None) -> Unplaced | None:
    """What of a locked order nobody serves, and so many units more of lines; None where that is nothing."""
    more = and_ or {}
    rows = (await work.execute(_LINES.where(OrderLine.order_id == order_id))).all()
    lines = [_line(row, row.units + more.get(row.id, 0)) for row in rows if row.units + more.get(row.id, 0)]
    return await _order_of(work, order_id, lines) if lines else None


async def served_by(work: Work, *preparation_ids: UUID) -> Unplaced | None:
    """What preparations, whose order is locked, serve of it, to be routed elsewhere; None where that is nothing."""
    found = (await work.execute(_SERVED, {"preparation_ids": preparation_ids})).all()
    lines = [_line(row, int(row.units)) for row in found]
    return await _order_of(work, found[0].order_id, lines) if lines else None


async def _order_of(work: Work, order_id: UUID, lines: list[OpenLine]) -> Unplaced:
    order = (await work.execute(_ORDER.where(Order.id == order_id))).mappings().one()
    refused_by = await _refused_by(work, order_id)
    return Unplaced(**order, lines=lines, refused_by=refused_by, begun=await _begun(work, order_id))


async def orders_that_wait_for(work: Work, location_id: int, *, most: int = 20) -> list[UUID]:
    """The orders that wait for anything that a location has, the longest first."""
    has = (
        select(OrderLine.id)
        .join(StockLevel, StockLevel.variant_id == OrderLine.variant_id)
        .where(OrderLine.order_id == RoutingWait.order_id, OrderLine.unplaced > 0)
        .where(StockLevel.location_id == location_id, FREE > 0)
    )
    query = select(RoutingWait.order_id).where(RoutingWait.handed_over_at.is_(None), has.exists())
    return list((await work.execute(query.order_by(RoutingWait.since, RoutingWait.order_id).limit(most))).scalars())


async def orders_that_wait(work: Work, variant_ids: Sequence[int], *, most: int = 20) -> list[UUID]:
    """The orders that wait for any of these variants; of those that wait for the same one the longest, at most so
    many."""
    return list((await work.execute(_THAT_WAIT, {"variant_ids": variant_ids, "most": most})).scalars())


_IS_ANYWHERE = (
    select(StockLevel.location_id).where(StockLevel.variant_id == OrderLine.variant_id, FREE > 0).correlate(OrderLine)
).exists()
_variants = func.unnest(bindparam("variant_ids", type_=ARRAY(BigInteger)))
_place = func.row_number().over(partition_by=OrderLine.variant_id, order_by=(RoutingWait.since, RoutingWait.order_id))
_that_wait = (
    select(RoutingWait.order_id, RoutingWait.since, _place.label("place"))
    .join(OrderLine, OrderLine.order_id == RoutingWait.order_id)
    .where(RoutingWait.handed_over_at.is_(None), OrderLine.unplaced > 0)
    .where(OrderLine.variant_id.in_(select(_variants)), _IS_ANYWHERE)
    .subquery()
)
_THAT_WAIT = (
    select(_that_wait.c.order_id)
    .where(_that_wait.c.place <= bindparam("most"))
    .group_by(_that_wait.c.order_id)
    .order_by(func.min(_that_wait.c.since), _that_wait.c.order_id)
)


def _lines(units: Any) -> Any:
    """Lines of an order, of which so many units are to be routed."""
    line = OrderLine.id, OrderLine.variant_id, OrderLine.method, OrderLine.price, OrderLine.tax_rate
    query = select(*line, units.label("units"), Variant.weight, Variant.handling, OrderLine.order_id)
    return query.join(Variant, Variant.id == OrderLine.variant_id).order_by(OrderLine.position)


_LINES = _lines(OrderLine.unplaced)
_SERVED = (
    _lines(func.sum(Allocation.quantity))
    .join(Allocation, Allocation.line_id == OrderLine.id)
    .join(PreparationLine, PreparationLine.allocation_id == Allocation.id)
    .where(PreparationLine.preparation_id.in_(bindparam("preparation_ids", expanding=True)), Allocation.quantity > 0)
    .group_by(OrderLine.id, Variant.id)
)
_PROMISED = (
    select(Promise.due_at)
    .where(Promise.order_id == Order.id)
    .order_by(Promise.made_at.desc(), Promise.id.desc())
    .limit(1)
    .scalar_subquery()
)
_decided = aliased(RoutingDecision)
_BY_HAND = (
    select(func.max(_decided.made_at))
    .where(_decided.order_id == Order.id, _decided.cause == "by_hand")
    .correlate(Order)
    .scalar_subquery()
)
_ATTEMPTS = (
    select(func.count())
    .where(RoutingDecision.order_id == Order.id)
    .where(RoutingDecision.made_at >= func.coalesce(_BY_HAND, Order.placed_at))
    .correlate(Order)
    .scalar_subquery()
)
_ORDER = select(
    Order.id.label("order_id"),
    Order.number,
    Order.channel,
    Order.location_id.label("pickup_id"),
    Address.latitude,
    Address.longitude,
    Address.country,
    _PROMISED.label("promise_at"),
    _ATTEMPTS.label("attempts"),
).outerjoin(Address, Address.id == Order.address_id)


_DID_NOT_COME = Preparation.withdrawn_for.in_(("untaken", "late"))


async def _begun(work: Work, order_id: UUID) -> list[Begun]:
    columns = (Preparation.id, Preparation.location_id, Preparation.method, Preparation.destination_id)
    query = select(*columns).where(Preparation.order_id == order_id, Preparation.state.in_(("open", "picking")))
    return [Begun(*row) for row in await work.execute(query.order_by(Preparation.id))]


def _line(row: Any, units: int) -> OpenLine:
    line = NewLine(row.id, row.variant_id, row.method, units, row.price, row.tax_rate)
    return OpenLine(line, row.weight, row.handling)


async def _refused_by(work: Work, order_id: UUID) -> dict[UUID, list[int]]:
    """Who refused units of a line, or did not come to begin with it, by line; nobody is asked twice."""
    query = (
        select(Allocation.line_id, Preparation.location_id)
        .join(PreparationLine, PreparationLine.allocation_id == Allocation.id)
        .join(Preparation, Preparation.id == PreparationLine.preparation_id)
        .where(Allocation.order_id == order_id, or_(PreparationLine.refused > 0, _DID_NOT_COME))
        .distinct()
        .order_by(Allocation.line_id, Preparation.location_id)
    )
    refused: dict[UUID, list[int]] = {}
    for line_id, location_id in await work.execute(query):
        refused.setdefault(line_id, []).append(location_id)
    return refused
