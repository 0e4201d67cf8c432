"""What a scanned or typed code names: a barcode in any form, a SKU, the code of a style."""

import msgspec
from sqlalchemy import text

from comptoir.catalogue.rules import gtin_of
from comptoir.kit.ids import normalise_code
from comptoir.wiring.work import Work

LONGEST = 200
SHORTEST_BEGINNING = 4
"""So much of a SKU must be typed before those that begin with it are looked for, and a digit must be in it."""

NEXT, LAST = "\x01", "\U0010ffff"
"""What sorts before, and after, anything that may follow in a code."""


class VariantName(msgspec.Struct, frozen=True):
    """What a person needs to recognise a variant."""

    id: int
    sku: str
    name: str


class Named(msgspec.Struct, frozen=True):
    """A product that a code names, or begins to name, and its variant unless the code is that of the style."""

    product_id: int
    variant: VariantName | None
    is_whole: bool


async def variant_by_code(work: Work, code: str) -> VariantName | None:
    """The variant of a scanned barcode, whatever the scanner sends for it, or of a typed SKU in any case."""
    found = await named(work, code)
    return next((one.variant for one in found if one.variant), None)


async def named(work: Work, code: str, *, most_beginning: int = 0) -> list[Named]:
    """The products of a code, the likeliest first; also so many whose SKU begins with it, if it looks like one."""
    whole = code[:LONGEST].strip()
    sku = whole if whole.isprintable() else ""
    short = normalise_code(sku)
    is_beginning = most_beginning and len(short) >= SHORTEST_BEGINNING and any(map(str.isdigit, short))
    asked = {
        "gtin": gtin_of(code),
        "sku": sku,
        "short": short,
        "end": short + (LAST if is_beginning else NEXT),
        "most": most_beginning if is_beginning else 2,
    }
    rows = await work.execute(_NAMED, asked)
    return [
        Named(row.product_id, VariantName(row.id, row.sku, row.name) if row.id else None, row.is_whole) for row in rows
    ]


_NAMED = text("""
    SELECT found.id, found.sku, p.name, p.id AS product_id, place < 3 OR short_sku = :short AS is_whole FROM (
        SELECT v.id, sku, product_id, short_sku, 0 AS place FROM gtins g JOIN variants v ON v.id = variant_id
        WHERE gtin = :gtin
        UNION ALL SELECT id, sku, product_id, short_sku, 1 FROM variants WHERE sku = :sku
        UNION ALL SELECT NULL, NULL, id, NULL, 2 FROM products WHERE code = :sku
        UNION ALL (
            SELECT id, sku, product_id, short_sku, 3 FROM variants WHERE short_sku >= :short AND short_sku < :end
            ORDER BY short_sku, id LIMIT :most
        )
    ) found JOIN products p ON p.id = found.product_id
    ORDER BY place, short_sku
""")
