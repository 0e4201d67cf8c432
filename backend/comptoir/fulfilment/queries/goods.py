"""What goods are called, and how many of them are free."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import func, select

from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.fulfilment.rules import CHANNEL
from comptoir.stock.queries import available_at
from comptoir.wiring.work import Work

GTINS = select(func.coalesce(func.array_agg(Gtin.gtin), [])).where(Gtin.variant_id == Variant.id).scalar_subquery()
"""All GTINs of a variant, as a column."""


def codes(sku: str, gtins: Iterable[str]) -> list[str]:
    """All that a scanner may read on a variant; a code with a space in it can only be looked up."""
    return [code for code in (sku, *gtins) if " " not in code]


async def names_of(work: Work, variant_ids: Iterable[int]) -> dict[int, str]:
    """The names of variants, by id."""
    query = select(Variant.id, Product.name).join(Product, Product.id == Variant.product_id)
    return {row[0]: row[1] for row in await work.execute(query.where(Variant.id.in_(list(variant_ids))))}


async def labels_of(work: Work, variant_ids: Iterable[int]) -> dict[int, str]:
    """The names of variants with size and colour, which tell one from another, by id."""
    query = select(Variant.id, Product.name, Variant.size, Variant.colour)
    rows = await work.execute(
        query.join(Product, Product.id == Variant.product_id).where(Variant.id.in_(list(variant_ids)))
    )
    return {row[0]: " ".join(filter(None, row[1:])) for row in rows}


class Draft(msgspec.Struct, frozen=True):
    """Units of a variant that somebody wants to send, and how many are free where they are."""

    variant_id: int
    name: str
    brand: str
    size: str
    colour: str
    sku: str
    quantity: int
    free: int


async def drafts(work: Work, units: Mapping[int, int], *, location_id: int) -> list[Draft]:
    """The variants, in the order in which they were chosen."""
    free = await available_at(work, location_id=location_id, variant_ids=units, channel=CHANNEL)
    query = (
        select(Variant.id, Product.name, Product.brand, Variant.size, Variant.colour, Variant.sku)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.id.in_(list(units)))
    )
    found = {row[0]: row[1:] for row in await work.execute(query)}
    return [_draft(at, found[at], units[at], free.get(at, 0)) for at in units if at in found]


def _draft(variant_id: int, words: Sequence[str], quantity: int, free: int) -> Draft:
    name, brand, size, colour, sku = words
    return Draft(variant_id, name, brand, size, colour, sku, quantity, max(0, free))
