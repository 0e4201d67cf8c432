"""What the pace of a location's levels is measured from."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Variant
from comptoir.network.tables import Location
from comptoir.stock.queries.availability import FREE
from comptoir.stock.rules.paces import Sized
from comptoir.stock.tables import Movement, PaceMeasured, StockLevel, StockPace
from comptoir.wiring.work import Work

COUNTED = ("sale", "fulfilment", "return")


class Pace(msgspec.Struct, frozen=True):
    """Units sold in so many days, and whether the level is what remains of a size run."""

    sold: int
    days: int
    is_broken: bool


async def location_to_measure(work: Work, *, after: timedelta) -> int | None:
    """The location that was not measured for the longest time, if that is long enough."""
    query = (
        select(Location.id)
        .outerjoin(PaceMeasured, PaceMeasured.location_id == Location.id)
        .where(or_(PaceMeasured.measured_at.is_(None), PaceMeasured.measured_at <= work.now - after))
        .order_by(PaceMeasured.measured_at.nulls_first(), Location.id)
        .limit(1)
    )
    return (await work.execute(query)).scalar()


async def units_sold(work: Work, location_id: int, *, since: datetime) -> tuple[dict[int, int], datetime | None]:
    """Units by variant that left with customers since then, less what came back; and when the first of them did."""
    query = (
        select(Movement.variant_id, -func.sum(Movement.on_hand_change), func.min(Movement.at))
        .where(Movement.location_id == location_id, Movement.at >= since, Movement.cause.in_(COUNTED))
        .group_by(Movement.variant_id)
    )
    rows = (await work.execute(query)).all()
    return {row[0]: int(row[1]) for row in rows if row[1] > 0}, min((row[2] for row in rows), default=None)


async def sized_variants(work: Work, location_id: int) -> list[Sized]:
    """The variants of each product of which the location has any in some size."""
    here, sibling = aliased(StockLevel), aliased(Variant)
    has = (
        select(Variant.product_id)
        .join(StockLevel, StockLevel.variant_id == Variant.id)
        .where(StockLevel.location_id == location_id, FREE > 0, Variant.size != "")
        .distinct()
    )
    is_there = func.coalesce(here.on_hand - here.reserved - here.unsellable, 0) > 0
    query = (
        select(sibling.id, sibling.product_id, sibling.colour, sibling.size, is_there)
        .outerjoin(here, (here.location_id == location_id) & (here.variant_id == sibling.id))
        .where(sibling.product_id.in_(has), sibling.size != "")
    )
    return [Sized(*row) for row in await work.execute(query)]


async def paces_of(work: Work, location_id: int) -> dict[int, Pace]:
    """What was measured last, by variant."""
    columns = StockPace.variant_id, StockPace.sold, StockPace.days, StockPace.is_broken
    query = select(*columns).where(StockPace.location_id == location_id)
    return {row[0]: Pace(*row[1:]) for row in await work.execute(query)}
