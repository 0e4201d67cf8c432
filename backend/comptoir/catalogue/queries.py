"""Variants as others read them."""

import msgspec
from sqlalchemy import select

from comptoir.catalogue.rules import normalise_gtin
from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.wiring.work import Work


class VariantName(msgspec.Struct, frozen=True):
    """What a person needs to recognise a variant."""

    id: int
    sku: str
    name: str


async def variant_by_code(work: Work, code: str) -> VariantName | None:
    """The variant of a scanned barcode in any GTIN form, or of a typed SKU."""
    gtin = normalise_gtin(code)
    query = select(Variant.id, Variant.sku, Product.name).join(Product, Product.id == Variant.product_id)
    by_sku = query.where(Variant.sku == code.strip())
    by_gtin = query.join(Gtin, Gtin.variant_id == Variant.id).where(Gtin.gtin == gtin)
    row = (await work.execute(by_gtin if gtin else by_sku)).first() or (await work.execute(by_sku)).first()
    return VariantName(*row) if row else None
