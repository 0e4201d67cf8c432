"""What of an order has no location, with all that routing needs to find one."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from comptoir.catalogue.tables import Variant
from comptoir.customers.tables import Address
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.orders.actions import NewLine
from comptoir.orders.tables import Allocation, Order, OrderLine, Promise
from comptoir.routing.tables import RoutingDecision, RoutingWait
from comptoir.wiring.work import Work


class OpenLine(msgspec.Struct, frozen=True):
    """Units of a line that nobody serves, with what routing asks of their variant."""

    line: NewLine
    weight: int
    handling: list[str]


class Unplaced(msgspec.Struct, frozen=True, kw_only=True):
    """An order that has such lines. `attempts` counts the plans that were made for it so far."""

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


async def unplaced(work: Work, order_id: UUID) -> Unplaced | None:
    """What of an order, whose row is locked, nobody serves; None where somebody serves all of it."""
    lines = [_line(row) for row in await work.execute(_LINES.where(OrderLine.order_id == order_id))]
    if not lines:
        return None
    order = (await work.execute(_ORDER.where(Order.id == order_id))).mappings().one()
    return Unplaced(**order, lines=lines, refused_by=await _refused_by(work, order_id))


async def orders_that_wait(work: Work, variant_ids: list[int], *, most: int = 20) -> list[UUID]:
    """The orders that wait for any of these variants, the longest first."""
    query = (
        select(RoutingWait.order_id)
        .where(RoutingWait.handed_over_at.is_(None))
        .where(
            select(OrderLine.id)
            .where(OrderLine.order_id == RoutingWait.order_id, OrderLine.unplaced > 0)
            .where(OrderLine.variant_id.in_(variant_ids))
            .exists()
        )
        .order_by(RoutingWait.since, RoutingWait.order_id)
        .limit(most)
    )
    return list((await work.execute(query)).scalars())


_LINES = (
    select(
        OrderLine.id,
        OrderLine.variant_id,
        OrderLine.method,
        OrderLine.unplaced,
        OrderLine.price,
        OrderLine.tax_rate,
        Variant.weight,
        Variant.handling,
    )
    .join(Variant, Variant.id == OrderLine.variant_id)
    .where(OrderLine.unplaced > 0)
    .order_by(OrderLine.position)
)
_PROMISED = (
    select(Promise.due_at)
    .where(Promise.order_id == Order.id)
    .order_by(Promise.made_at.desc(), Promise.id.desc())
    .limit(1)
    .scalar_subquery()
)
_ATTEMPTS = select(func.count()).where(RoutingDecision.order_id == Order.id).scalar_subquery()
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


def _line(row: Any) -> OpenLine:
    return OpenLine(NewLine(*row[:6]), row.weight, row.handling)


async def _refused_by(work: Work, order_id: UUID) -> dict[UUID, list[int]]:
    """Who refused units of a line, by line; nobody is asked twice."""
    query = (
        select(Allocation.line_id, Preparation.location_id)
        .join(PreparationLine, PreparationLine.allocation_id == Allocation.id)
        .join(Preparation, Preparation.id == PreparationLine.preparation_id)
        .where(Allocation.order_id == order_id, PreparationLine.refused > 0)
        .distinct()
        .order_by(Allocation.line_id, Preparation.location_id)
    )
    refused: dict[UUID, list[int]] = {}
    for line_id, location_id in await work.execute(query):
        refused.setdefault(line_id, []).append(location_id)
    return refused
