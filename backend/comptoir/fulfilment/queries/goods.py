"""What goods are called."""

from collections.abc import Iterable

from sqlalchemy import select

from comptoir.catalogue.tables import Product, Variant
from comptoir.wiring.work import Work


async def names_of(work: Work, variant_ids: Iterable[int]) -> dict[int, str]:
    """The names of variants, by id."""
    query = select(Variant.id, Product.name).join(Product, Product.id == Variant.product_id)
    return {row[0]: row[1] for row in await work.execute(query.where(Variant.id.in_(list(variant_ids))))}
