"""Our ids of the codes that other systems use."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import text

from comptoir.catalogue.rules import normalise_gtin
from comptoir.stock.rules.fed import Codes
from comptoir.stock.rules.rows import Row
from comptoir.wiring.work import Work


async def all_codes(work: Work) -> Codes:
    """All that there are: some megabytes for a large catalogue, and no more questions."""
    return _fill(Codes(), await work.execute(_ALL))


async def look_up(work: Work, codes: Codes, rows: Iterable[Row]) -> None:
    """Bring in the codes of these rows, as far as they exist."""
    wanted = {"locations": set[str](), "skus": set[str](), "gtins": set[str]()}
    for row in rows:
        wanted["locations"].add(row.location)
        wanted["skus"].add(row.sku or "")
        wanted["gtins"].add((row.gtin and normalise_gtin(row.gtin)) or "")
    # PostgreSQL has no text with a NUL in it, so no code has one.
    asked = {name: [code for code in codes if "\0" not in code] for name, codes in wanted.items()}
    _fill(codes, await work.execute(_SOME, asked))


def _fill(codes: Codes, rows: Iterable[Any]) -> Codes:
    by_kind = {"location": codes.locations, "sku": codes.skus, "gtin": codes.gtins}
    for kind, code, key in rows:
        by_kind[kind][code] = key
    return codes


_ALL = text("""
    SELECT 'location', code, id FROM locations
    UNION ALL SELECT 'sku', sku, id FROM variants
    UNION ALL SELECT 'gtin', gtin, variant_id FROM gtins
""")
_SOME = text("""
    SELECT 'location', code, id FROM locations WHERE code = ANY(CAST(:locations AS text[]))
    UNION ALL SELECT 'sku', sku, id FROM variants WHERE sku = ANY(CAST(:skus AS text[]))
    UNION ALL SELECT 'gtin', gtin, variant_id FROM gtins WHERE gtin = ANY(CAST(:gtins AS text[]))
""")
