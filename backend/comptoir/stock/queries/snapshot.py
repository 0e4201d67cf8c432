"""All levels at one moment, as CSV, for whoever wants the whole stock in a file.

PostgreSQL writes it by COPY into a file of ours, and only that takes a transaction: how slowly somebody takes the file
in is of no concern to the database.
"""

from collections.abc import Collection, Iterator
from itertools import product
from typing import IO, Any, Literal

from sqlalchemy import BigInteger, ColumnElement, and_, func, or_, select, text
from sqlalchemy.dialects import postgresql

from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.network.tables import Location
from comptoir.stock.queries.availability import FREE
from comptoir.stock.queries.levels import MOST_KEPT, RANK
from comptoir.stock.rules import CHANNELS
from comptoir.stock.tables import SafetyRule, StockLevel
from comptoir.wiring.database import connect

QUANTITIES = ("on_hand", "reserved", "damaged", "display", "blocked", "unsellable")
COLUMNS: dict[str, Literal["text", "number", "moment"]] = {
    **dict.fromkeys(("location", "sku", "gtin"), "text"),
    **dict.fromkeys((*QUANTITIES, *(f"available_{channel}" for channel in CHANNELS), "version"), "number"),
    "as_of": "moment",
}
"""In this order, and of these kinds. `as_of` is the same moment on each line, in UTC."""


async def write_csv(database_url: str, file: IO[bytes], *, codes: Collection[str] = ()) -> int:
    """Write the levels of the locations with these codes, or of all, below a line of headings; how many levels.

    It has a connection of its own, since COPY knows no session, and sees one state of the database.
    """
    connection = await connect(database_url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            done = await connection.copy_from_query(_SQL, list(codes), output=file, format="csv", header=True)
    finally:
        await connection.close()
    return int(done.split()[-1])


# What a channel may not sell is known for each combination of what a rule may name or leave open. So each is joined by
# equality, and the cost does not grow with the number of rules; the chain's default, which is joined by nothing, is
# asked for once. See `levels` for the rank.
_fits = {channel: or_(SafetyRule.channel.is_(None), SafetyRule.channel == channel) for channel in CHANNELS}
_named = SafetyRule.variant_id, SafetyRule.department, SafetyRule.location_id
_ranks = (
    select(*_named, *(func.max(RANK).filter(fits).label(channel) for channel, fits in _fits.items()))
    .group_by(*_named)
    .cte("ranks")
)
_level = StockLevel.variant_id, Product.department, StockLevel.location_id


def _query() -> Any:
    nearest = list(_nearest())
    barcode = select(Gtin.variant_id, func.min(Gtin.gtin).label("gtin")).group_by(Gtin.variant_id).subquery("barcode")
    query = (
        select(
            Location.code.label("location"),
            Variant.sku,
            barcode.c.gtin,
            *(getattr(StockLevel, name) for name in QUANTITIES),
            *(_available(channel, [rank for rank, _ in nearest]) for channel in CHANNELS),
            StockLevel.version,
            func.to_char(func.timezone("UTC", func.now()), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"').label("as_of"),
        )
        .join(Location, Location.id == StockLevel.location_id)
        .join(Variant, Variant.id == StockLevel.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(barcode, barcode.c.variant_id == StockLevel.variant_id)
        .where(text("(cardinality($1::text[]) = 0 OR locations.code = ANY($1::text[]))"))
        .order_by(StockLevel.location_id, StockLevel.variant_id)
    )
    for rank, fits in nearest:
        query = query.outerjoin(rank, fits)
    return query


def _nearest() -> Iterator[tuple[Any, ColumnElement[bool]]]:
    """Each combination that names something, and what it has to do with a level."""
    for named in list(product((True, False), repeat=len(_level)))[:-1]:
        rank = _ranks.alias()
        pairs = zip(_columns(rank), _level, named, strict=True)
        yield rank, and_(*(column == own if is_named else column.is_(None) for column, own, is_named in pairs))


def _available(channel: str, nearest: list[Any]) -> ColumnElement[int]:
    default = select(_ranks.c[channel]).where(*(column.is_(None) for column in _columns(_ranks))).scalar_subquery()
    rank = func.greatest(default, *(each.c[channel] for each in nearest), type_=BigInteger)
    kept = func.coalesce(rank.op("&")(MOST_KEPT), 0)
    return (FREE - kept).label(f"available_{channel}")


def _columns(rank: Any) -> tuple[ColumnElement[Any], ...]:
    return rank.c.variant_id, rank.c.department, rank.c.location_id


_SQL = str(_query().compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
