"""Products that were found, with those of their variants that fit."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Row, TextClause, text

from comptoir.catalogue.queries.variants import ProductName
from comptoir.catalogue.rules.sizes import size_order
from comptoir.wiring.work import Work

MOST_VARIANTS = 6
MOST_LABELS = 12


class FoundVariant(msgspec.Struct, frozen=True):
    """A variant of a product that was found."""

    id: int
    sku: str
    size: str
    colour: str
    price: int


class FoundProduct(ProductName, frozen=True, kw_only=True):
    """A product that was found. The prices are the lowest and the highest of any of its variants, in minor units.

    `variants` are those that fit what was asked for best, then others, a few of all `variant_count`; `sizes` and
    `colours` are the first dozen of all that there are, in order.
    """

    variants: tuple[FoundVariant, ...]
    variant_count: int
    price_from: int
    price_to: int
    sizes: tuple[str, ...]
    colours: tuple[str, ...]


class Fitting(msgspec.Struct, frozen=True):
    """Which variants fit best: those that were named, then those of these sizes and colours."""

    variant_ids: list[int]
    sizes: list[str]
    colours: list[str]


async def found_products(work: Work, product_ids: list[int], fitting: Fitting) -> tuple[FoundProduct, ...]:
    """The products, in the order of the ids."""
    asked = {"ids": product_ids, "most": MOST_VARIANTS, "labels": MOST_LABELS}
    fits = msgspec.structs.asdict(fitting)
    rows = await work.execute(_FITTING, asked | fits) if any(fits.values()) else await work.execute(_FIRST, asked)
    found = {product_id: _found(list(group)) for product_id, group in groupby(rows, key=itemgetter(0))}
    return tuple(found[product_id] for product_id in product_ids if product_id in found)


def _found(rows: list[Row[*tuple[Any, ...]]]) -> FoundProduct:
    product_id, code, name, brand, department, sizes, colours, count, price_from, price_to = rows[0][:_FACTS]
    return FoundProduct(
        id=product_id,
        code=code,
        name=name,
        brand=brand,
        department=department,
        variants=_variants(row[_FACTS:] for row in rows),
        variant_count=count,
        price_from=price_from,
        price_to=price_to,
        sizes=tuple(sizes),
        colours=tuple(colours),
    )


def _variants(rows: Iterable[Sequence[Any]]) -> tuple[FoundVariant, ...]:
    found = sorted(((-fit, FoundVariant(*variant)) for fit, *variant in rows), key=_order)
    return tuple(each for _, each in found)


def _order(found: tuple[int, FoundVariant]) -> tuple[Any, ...]:
    misfit, variant = found
    return misfit, size_order(variant.size), size_order(variant.colour), variant.sku


_FACTS = 10
"""So many columns tell of the product, the others of a variant."""


def _statement(fit: str, order: str) -> TextClause:
    return text(f"""
        SELECT p.id AS product_id, p.code, p.name, p.brand, p.department,
            coalesce(d.sizes[1 : :labels], '{{}}') AS sizes, coalesce(d.colours[1 : :labels], '{{}}') AS colours,
            coalesce(d.variants, 1) AS variant_count,
            coalesce(d.price_from, v.price) AS price_from, coalesce(d.price_to, v.price) AS price_to, v.*
        FROM products p
        JOIN LATERAL (
            SELECT {fit} AS fit, id, sku, size, colour, price FROM variants WHERE product_id = p.id
            ORDER BY {order} LIMIT :most
        ) v ON true
        LEFT JOIN product_documents d ON d.product_id = p.id
        WHERE p.id = ANY(:ids)
        ORDER BY p.id
    """)  # noqa: S608 - our own words


# The first by id are at hand in the index, where those that fit must be looked for among all of a product.
_FIRST = _statement("0", "id")
_FITTING = _statement(
    """CASE
        WHEN id = ANY(:variant_ids) THEN 3
        ELSE CAST(size = ANY(:sizes) AS int) + CAST(colour = ANY(:colours) AS int)
    END""",
    "fit DESC, id",
)
