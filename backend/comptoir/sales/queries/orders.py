"""What an order needs to know before it is placed, in one question; and where it is worked on afterwards."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Text, bindparam, func, literal, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.tables import Preparation
from comptoir.identity.tables import ApiKey, Staff
from comptoir.network.tables import Location
from comptoir.orders.tables import Order, OrderLine
from comptoir.wiring.database import any_unseen
from comptoir.wiring.prepared import Prepared
from comptoir.wiring.work import Work


class SoldVariant(msgspec.Struct, frozen=True):
    """A variant at today's price, with what routing asks of it."""

    id: int
    sku: str
    price: int
    tax_rate: Decimal
    weight: int
    handling: list[str]
    name: str


class Place(msgspec.Struct, frozen=True):
    """Where the customer collects."""

    id: int
    code: str
    name: str
    status: str
    services: list[str]
    hours: dict[str, Any]
    timezone: str


class Shop(msgspec.Struct, frozen=True):
    """The chosen location, if there is one of that code, and those of the wanted variants that exist, by SKU."""

    place: Place | None
    variants: dict[str, SoldVariant]


PLACE = tuple(getattr(Location, name) for name in Place.__struct_fields__)
VARIANT = (
    Variant.id,
    Variant.sku,
    Variant.price,
    Variant.tax_rate,
    Variant.weight,
    Variant.handling,
    Product.name,
)
_one = select(literal(1).label("one")).subquery()
SHOP = Prepared(
    select(*PLACE, *VARIANT)
    .select_from(_one)
    .outerjoin(Location, Location.code == bindparam("code", type_=Text))
    .outerjoin(Variant, Variant.sku == any_unseen(bindparam("skus", type_=ARRAY(Text))))
    .outerjoin(Product, Product.id == Variant.product_id)
)


async def shop(work: Work, *, code: str | None, skus: Sequence[str]) -> Shop:
    """The location of this code, and those of the SKUs that exist."""
    rows = await work.fetch(SHOP, code=code, skus=list(skus))
    place = Place(*rows[0][: len(PLACE)]) if rows[0][0] is not None else None
    found = [SoldVariant(*row[len(PLACE) :]) for row in rows if row[len(PLACE)] is not None]
    return Shop(place, {variant.sku: variant for variant in found})


class WorkedOn(msgspec.Struct, frozen=True):
    """One location's work on an order."""

    id: UUID
    state: str
    location: str
    holder: str | None
    bin: str | None


async def preparations_of(work: Work, order_id: UUID) -> list[WorkedOn]:
    """Who works on an order, oldest first."""
    holder = func.coalesce(Staff.name, ApiKey.name)
    query = (
        select(Preparation.id, Preparation.state, Location.name, holder, Preparation.bin)
        .join(Location, Location.id == Preparation.location_id)
        .outerjoin(Staff, Staff.id == Preparation.holder_id)
        .outerjoin(ApiKey, ApiKey.id == Preparation.machine_id)
        .where(Preparation.order_id == order_id)
        .order_by(Preparation.opened_at, Preparation.id)
    )
    return [WorkedOn(*row) for row in await work.execute(query)]


async def collected_at(work: Work, order_id: UUID) -> int | None:
    """Where an order is collected; None where everything is brought, or there is no such order."""
    return (await work.execute(select(Order.location_id).where(Order.id == order_id))).scalar()


class OrderedLine(msgspec.Struct, frozen=True):
    """A line of an order that is there; `wanted` are its units without cancelled ones, `unplaced` those of them that
    nobody serves."""

    id: UUID
    sku: str
    method: str
    wanted: int
    unplaced: int


class Ordered(msgspec.Struct, frozen=True):
    """An order that is to be changed."""

    customer_id: UUID
    location_id: int | None
    address_id: UUID | None
    lines: list[OrderedLine]


async def ordered(work: Work, order_id: UUID) -> Ordered:
    """An order that is locked, with its lines."""
    columns = Order.customer_id, Order.location_id, Order.address_id
    head = (await work.execute(select(*columns).where(Order.id == order_id))).one()
    line = OrderLine.id, Variant.sku, OrderLine.method, OrderLine.quantity - OrderLine.cancelled, OrderLine.unplaced
    lines = select(*line).join(Variant, Variant.id == OrderLine.variant_id).where(OrderLine.order_id == order_id)
    rows = await work.execute(lines.order_by(OrderLine.position))
    return Ordered(*head, lines=[OrderedLine(*row) for row in rows])
