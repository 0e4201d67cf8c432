"""What an order needs to know before it is placed, in one question."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import ARRAY, Text, any_, bindparam, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.network.tables import Location
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
