"""Promised units that are not there."""

import msgspec
from sqlalchemy import select

from comptoir.catalogue.tables import Product, Variant
from comptoir.stock.queries.availability import FREE
from comptoir.stock.tables import StockLevel
from comptoir.wiring.work import Work


class Shortfall(msgspec.Struct, frozen=True):
    """A variant of which a location promised so many units more than it has."""

    variant_id: int
    sku: str
    name: str
    size: str
    colour: str
    missing: int


async def shortfalls_at(work: Work, location_id: int, *, most: int = 50) -> list[Shortfall]:
    """The shortfalls of a location, the largest first."""
    query = (
        select(StockLevel.variant_id, Variant.sku, Product.name, Variant.size, Variant.colour, -FREE)
        .join(Variant, Variant.id == StockLevel.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(StockLevel.location_id == location_id, StockLevel.reserved > 0, FREE < 0)
        .order_by(FREE, Product.name, Variant.sku)
        .limit(most)
    )
    return [Shortfall(*row) for row in await work.execute(query)]
