"""Which levels passed into another band than a webhook was told, and how they stand."""

from collections.abc import Collection, Iterator
from typing import Any

import msgspec
from sqlalchemy import ARRAY, CTE, BigInteger, ColumnElement, Select, and_, bindparam, case, func, select

from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.network.tables import Location
from comptoir.stock.events import SafetyChanged
from comptoir.stock.queries import FREE, available
from comptoir.stock.tables import SafetyRule, StockLevel
from comptoir.webhooks.queries.courses import Course
from comptoir.webhooks.rules.bands import Band, unsure
from comptoir.webhooks.tables import ToldLevel
from comptoir.wiring.work import Work

Level = tuple[int, int]
"""(location id, variant id)."""


class Standing(msgspec.Struct, frozen=True):
    """How a level stands in a channel."""

    variant_id: int
    location: str
    sku: str
    gtin: str | None
    available: int
    band: Band
    version: int


async def crossed(work: Work, course: Course, levels: Collection[Level]) -> set[Level]:
    """Those of the levels whose band is not what the webhook was told last."""
    if not levels:
        return set()
    stands = _standing(course, _named(levels)).cte("stands").prefix_with("MATERIALIZED")
    rows = await work.execute(_differing(course, stands, stands.c.location_id, stands.c.variant_id))
    return {(row[0], row[1]) for row in rows}


async def standings(work: Work, course: Course, *, location_id: int, variant_ids: Collection[int]) -> list[Standing]:
    """How levels of a location stand, of those whose band is not what the webhook was told last."""
    stands = _standing(course, _named([(location_id, variant_id) for variant_id in variant_ids]))
    cte = stands.cte("stands").prefix_with("MATERIALIZED")
    gtin = select(func.min(Gtin.gtin)).where(Gtin.variant_id == cte.c.variant_id).scalar_subquery()
    query = (
        _differing(course, cte, cte.c.variant_id, Location.code, Variant.sku, gtin, cte.c.available)
        .add_columns(_band(cte.c.available, course), cte.c.version)
        .join(Location, Location.id == cte.c.location_id)
        .join(Variant, Variant.id == cte.c.variant_id)
        .order_by(cte.c.variant_id)
    )
    return [Standing(*row) for row in await work.execute(query)]


async def crossed_by_rule(work: Work, course: Course, rule: SafetyChanged, *, location_id: int) -> list[int]:
    """The same for all levels of a location to which a changed rule for safety stock makes a difference."""
    most = func.coalesce(select(func.max(SafetyRule.quantity)).scalar_subquery(), 0)
    largest = (await work.execute(select(most))).scalar_one()
    doubtful = unsure(course.below, safety=max(largest, rule.quantity or 0, rule.was or 0))
    stands = (
        select(StockLevel.location_id, StockLevel.variant_id, available(course.channel).label("available"))
        .where(StockLevel.location_id == location_id, FREE.between(doubtful.start, doubtful.stop - 1))
        .where(*_fitting(rule))
    )
    cte = stands.cte("stands").prefix_with("MATERIALIZED")
    query = _differing(course, cte, cte.c.variant_id).order_by(cte.c.variant_id)
    return list((await work.execute(query)).scalars())


async def location_ids(work: Work, location_id: int | None) -> list[int]:
    """The one, or all."""
    query = select(Location.id).order_by(Location.id)
    return [location_id] if location_id is not None else list((await work.execute(query)).scalars())


def _fitting(rule: SafetyChanged) -> Iterator[ColumnElement[bool]]:
    if rule.variant_id is not None:
        yield StockLevel.variant_id == rule.variant_id
    if rule.department is not None:
        of_product = select(Variant.id).join(Product, Product.id == Variant.product_id)
        yield StockLevel.variant_id.in_(of_product.where(Product.department == rule.department))


def _named(levels: Collection[Level]) -> CTE:
    """The levels as a table."""
    columns = (bindparam(None, [level[place] for level in levels], type_=ARRAY(BigInteger)) for place in (0, 1))
    named = func.unnest(*columns).table_valued("location_id", "variant_id").render_derived(name="named")
    return select(named.c.location_id, named.c.variant_id).cte("named")


def _standing(course: Course, named: CTE) -> Select[int, int, int, int]:
    key = and_(StockLevel.location_id == named.c.location_id, StockLevel.variant_id == named.c.variant_id)
    left = available(course.channel).label("available")
    return select(StockLevel.location_id, StockLevel.variant_id, StockLevel.version, left).join_from(
        named, StockLevel, key
    )


def _differing(course: Course, stands: CTE, *columns: Any) -> Select[*tuple[object, ...]]:
    told = and_(
        ToldLevel.webhook_id == course.id,
        ToldLevel.location_id == stands.c.location_id,
        ToldLevel.variant_id == stands.c.variant_id,
        ToldLevel.epoch == course.epoch,
    )
    return (
        select(*columns)
        .join_from(stands, ToldLevel, told, isouter=True)
        .where(ToldLevel.band.is_distinct_from(_band(stands.c.available, course)))
    )


def _band(left: ColumnElement[int], course: Course) -> ColumnElement[str]:
    """As `rules.bands.band`, which a property test holds it to."""
    low = [] if course.below is None else [(left < course.below, "low")]
    return case((left <= 0, "out"), *low, else_="in")
