"""A level as somebody sees it who corrects it by hand."""

import msgspec
from sqlalchemy import and_, func, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.kit.errors import NotFound
from comptoir.stock.rules import Extent, Quantities
from comptoir.stock.tables import StockLevel
from comptoir.wiring.work import Work


class Correctable(msgspec.Struct, frozen=True):
    """A variant, its price in minor units, and its quantities at a location."""

    variant_id: int
    sku: str
    name: str
    brand: str
    size: str
    colour: str
    price: int
    quantities: Quantities


async def correctable(work: Work, *, location_id: int, variant_id: int) -> Correctable:
    """A variant at a location, where it need never have been. Raises NotFound."""
    here = and_(StockLevel.variant_id == Variant.id, StockLevel.location_id == location_id)
    query = (
        select(Variant.id, Variant.sku, Product.name, Product.brand, Variant.size, Variant.colour, Variant.price)
        .add_columns(*(func.coalesce(getattr(StockLevel, name), 0) for name in Quantities.__struct_fields__))
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(StockLevel, here)
        .where(Variant.id == variant_id)
    )
    row = (await work.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return Correctable(*row[:7], quantities=Quantities(*row[7:]))


def alone(work: Work) -> Extent:
    """How much may be corrected without a manager, by the settings."""
    return Extent(work.settings.correct_alone_units, work.settings.correct_alone_cents)
