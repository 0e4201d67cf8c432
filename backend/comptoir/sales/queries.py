"""What an order needs to know before it is placed, in one question; and where it is worked on afterwards."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Text, any_, bindparam, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.tables import Preparation
from comptoir.identity.tables import Staff
from comptoir.network.tables import Location
from comptoir.orders.tables import Order
from comptoir.wiring.work import Work


class SoldVariant(msgspec.Struct, frozen=True):
    """A variant at today's price."""

    id: int
    sku: str
    price: int
    tax_rate: Decimal
    name: str


class Shop(msgspec.Struct, frozen=True):
    """The chosen location, and the variants wanted there by SKU."""

    id: int
    code: str
    name: str
    status: str
    services: list[str]
    hours: dict[str, Any]
    timezone: str
    variants: dict[str, SoldVariant]


LOCATION = (
    Location.id,
    Location.code,
    Location.name,
    Location.status,
    Location.services,
    Location.hours,
    Location.timezone,
)
VARIANT = (Variant.id, Variant.sku, Variant.price, Variant.tax_rate, Product.name)
SHOP = (
    select(*LOCATION, *VARIANT)
    .select_from(Location)
    .outerjoin(Variant, Variant.sku == any_(bindparam("skus", type_=ARRAY(Text))))
    .outerjoin(Product, Product.id == Variant.product_id)
    .where(Location.code == bindparam("code"))
)


async def shop(work: Work, *, code: str, skus: Sequence[str]) -> Shop | None:
    """The location of this code with those of the SKUs that exist; None where there is no such location."""
    rows = (await work.execute(SHOP, {"code": code, "skus": list(skus)})).all()
    if not rows:
        return None
    found = [SoldVariant(*row[len(LOCATION) :]) for row in rows if row[len(LOCATION)] is not None]
    return Shop(*rows[0][: len(LOCATION)], variants={variant.sku: variant for variant in found})


class WorkedOn(msgspec.Struct, frozen=True):
    """One location's work on an order."""

    id: UUID
    state: str
    location: str
    holder: str | None
    bin: str | None


async def preparations_of(work: Work, order_id: UUID) -> list[WorkedOn]:
    """Who works on an order, oldest first."""
    query = (
        select(Preparation.id, Preparation.state, Location.name, Staff.name, Preparation.bin)
        .join(Location, Location.id == Preparation.location_id)
        .outerjoin(Staff, Staff.id == Preparation.holder_id)
        .where(Preparation.order_id == order_id)
        .order_by(Preparation.opened_at, Preparation.id)
    )
    return [WorkedOn(*row) for row in await work.execute(query)]


async def location_of_order(work: Work, order_id: UUID) -> int | None:
    """Where an order is collected; None where there is no such order."""
    return (await work.execute(select(Order.location_id).where(Order.id == order_id))).scalar()
