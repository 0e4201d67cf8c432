"""What is told of orders and preparations. Customers are left out: who may know them asks for the order."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.network.tables import Location
from comptoir.orders.queries import LineView, OrderHead, order
from comptoir.orders.tables import Order
from comptoir.wiring.work import Work


class OrderFacts(OrderHead, frozen=True):
    """An order with its lines."""

    lines: list[LineView]


class PreparedLine(msgspec.Struct, frozen=True):
    """A line of a preparation, and how far it is."""

    sku: str
    name: str
    quantity: int
    picked: int
    refused: int


class PreparationFacts(msgspec.Struct, frozen=True):
    """One location's work for an order."""

    id: UUID
    order_id: UUID
    order_number: str
    order_reference: str | None
    location: str
    location_name: str
    method: str
    state: str
    version: int
    promise_at: datetime
    opened_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    lines: list[PreparedLine]


async def order_facts(work: Work, order_id: UUID) -> OrderFacts | None:
    """An order as it is now; None where there is none."""
    found = await order(work, order_id)
    return found and msgspec.convert(found, OrderFacts, from_attributes=True)


HEAD = (
    Preparation.id,
    Preparation.order_id,
    Order.number,
    Order.reference,
    Location.code,
    Location.name,
    Preparation.method,
    Preparation.state,
    Preparation.version,
    Preparation.promise_at,
    Preparation.opened_at,
    Preparation.ready_at,
    Preparation.expires_at,
    Preparation.ended_at,
)
LINE = (Variant.sku, Product.name, PreparationLine.quantity, PreparationLine.picked, PreparationLine.refused)


async def preparation_facts(work: Work, preparation_id: UUID) -> PreparationFacts | None:
    """A preparation as it is now; None where there is none."""
    query = (
        select(*HEAD)
        .join(Order, Order.id == Preparation.order_id)
        .join(Location, Location.id == Preparation.location_id)
        .where(Preparation.id == preparation_id)
    )
    row = (await work.execute(query)).one_or_none()
    return PreparationFacts(*row, lines=await _lines(work, preparation_id)) if row else None


async def _lines(work: Work, preparation_id: UUID) -> list[PreparedLine]:
    query = (
        select(*LINE)
        .join(Variant, Variant.id == PreparationLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(PreparationLine.preparation_id == preparation_id)
        .order_by(Variant.sku, PreparationLine.id)
    )
    return [PreparedLine(*row) for row in await work.execute(query)]
