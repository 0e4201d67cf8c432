"""What is told of orders and preparations. Customers are left out: who may know them asks for the order."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.tables import Discrepancy, Parcel, Preparation, PreparationLine, Transfer, TransferLine
from comptoir.network.tables import Location
from comptoir.orders.queries import LineView, OrderHead, RefundView, SubstitutionView, order
from comptoir.orders.tables import Order
from comptoir.wiring.work import Work


class OrderFacts(OrderHead, frozen=True):
    """An order with its lines, and what is owed for those that the customer did not get."""

    lines: list[LineView]
    refunds: list[RefundView]
    substitutions: list[SubstitutionView]


class PreparedLine(msgspec.Struct, frozen=True):
    """A line of a preparation, and how far it is; `outcome` is collected or returned, once it left the counter."""

    sku: str
    name: str
    quantity: int
    picked: int
    refused: int
    outcome: str | None


class ParcelFacts(msgspec.Struct, frozen=True):
    """A box, in grams where it was weighed, and who carries it once it has left."""

    number: int
    weight: int | None
    carrier: str | None
    service: str | None
    tracking: str | None


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
    destination: str | None
    lines: list[PreparedLine]
    parcels: list[ParcelFacts]


class SentLine(msgspec.Struct, frozen=True):
    """A line of a transfer: units wanted, sent, received so far, and damaged among those."""

    sku: str
    name: str
    quantity: int
    sent: int
    received: int
    damaged: int


class Differing(msgspec.Struct, frozen=True):
    """Units of a line that are missing, extra or damaged, and what somebody said that they were; open until then."""

    id: UUID
    sku: str
    kind: str
    quantity: int
    reason: str | None
    closed_at: datetime | None


class TransferFacts(msgspec.Struct, frozen=True):
    """Goods that go from one location to another, for an order or to even out stock."""

    id: UUID
    number: str
    state: str
    version: int
    source: str
    destination: str
    order_id: UUID | None
    order_number: str | None
    expected_on: date | None
    made_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    lines: list[SentLine]
    discrepancies: list[Differing]


async def order_facts(work: Work, order_id: UUID) -> OrderFacts | None:
    """An order as it is now; None where there is none."""
    found = await order(work, order_id)
    return found and msgspec.convert(found, OrderFacts, from_attributes=True)


FROM, TO = aliased(Location), aliased(Location)
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
    TO.code,
)
UNITS = PreparationLine.quantity, PreparationLine.picked, PreparationLine.refused
LINE = (Variant.sku, Product.name, *UNITS, PreparationLine.outcome)


async def preparation_facts(work: Work, preparation_id: UUID) -> PreparationFacts | None:
    """A preparation as it is now; None where there is none."""
    query = (
        select(*HEAD)
        .join(Order, Order.id == Preparation.order_id)
        .join(Location, Location.id == Preparation.location_id)
        .outerjoin(TO, TO.id == Preparation.destination_id)
        .where(Preparation.id == preparation_id)
    )
    row = (await work.execute(query)).one_or_none()
    if row is None:
        return None
    return PreparationFacts(
        *row, lines=await _lines(work, preparation_id), parcels=await _parcels(work, preparation_id)
    )


async def transfer_facts(work: Work, transfer_id: UUID) -> TransferFacts | None:
    """A transfer as it is now; None where there is none."""
    head = Transfer.id, Transfer.number, Transfer.state, Transfer.version, FROM.code, TO.code, Transfer.order_id
    moments = Order.number, Transfer.expected_on, Transfer.made_at, Transfer.sent_at, Transfer.ended_at
    query = (
        select(*head, *moments)
        .join(FROM, FROM.id == Transfer.from_id)
        .join(TO, TO.id == Transfer.to_id)
        .outerjoin(Order, Order.id == Transfer.order_id)
        .where(Transfer.id == transfer_id)
    )
    row = (await work.execute(query)).one_or_none()
    if row is None:
        return None
    return TransferFacts(
        *row, lines=await _sent_lines(work, transfer_id), discrepancies=await _differing(work, transfer_id)
    )


async def _lines(work: Work, preparation_id: UUID) -> list[PreparedLine]:
    query = (
        select(*LINE)
        .join(Variant, Variant.id == PreparationLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(PreparationLine.preparation_id == preparation_id)
        .order_by(Variant.sku, PreparationLine.id)
    )
    return [PreparedLine(*row) for row in await work.execute(query)]


async def _parcels(work: Work, preparation_id: UUID) -> list[ParcelFacts]:
    box = Parcel.number, Parcel.weight, Parcel.carrier, Parcel.service, Parcel.tracking
    query = select(*box).where(Parcel.preparation_id == preparation_id).order_by(Parcel.number)
    return [ParcelFacts(*row) for row in await work.execute(query)]


async def _sent_lines(work: Work, transfer_id: UUID) -> list[SentLine]:
    units = TransferLine.quantity, TransferLine.sent, TransferLine.received, TransferLine.damaged
    query = (
        select(Variant.sku, Product.name, *units)
        .join(Variant, Variant.id == TransferLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(TransferLine.transfer_id == transfer_id)
        .order_by(Variant.sku, TransferLine.id)
    )
    return [SentLine(*row) for row in await work.execute(query)]


async def _differing(work: Work, transfer_id: UUID) -> list[Differing]:
    of = Discrepancy.kind, Discrepancy.quantity, Discrepancy.reason, Discrepancy.closed_at
    query = (
        select(Discrepancy.id, Variant.sku, *of)
        .join(TransferLine, TransferLine.id == Discrepancy.line_id)
        .join(Variant, Variant.id == TransferLine.variant_id)
        .where(Discrepancy.transfer_id == transfer_id)
        .order_by(Variant.sku, Discrepancy.id)
    )
    return [Differing(*row) for row in await work.execute(query)]
