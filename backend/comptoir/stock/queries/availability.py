"""What is available where."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import select

from comptoir.network.tables import Location
from comptoir.stock.tables import StockLevel
from comptoir.wiring.work import Work

AVAILABLE = StockLevel.on_hand - StockLevel.reserved - StockLevel.unsellable - StockLevel.safety


class Availability(msgspec.Struct, frozen=True):
    """Units of a variant that can be promised at a location."""

    variant_id: int
    location: str
    location_name: str
    available: int


async def available_at(work: Work, *, location_id: int, variant_ids: Iterable[int]) -> dict[int, int]:
    """Units that can be promised at one location, by variant; variants without a level are left out."""
    query = select(StockLevel.variant_id, AVAILABLE.label("available")).where(
        StockLevel.location_id == location_id, StockLevel.variant_id.in_(set(variant_ids))
    )
    rows = await work.execute(query)
    return {row.variant_id: row.available for row in rows}


async def available_elsewhere(work: Work, *, location_id: int, variant_id: int, most: int = 5) -> list[Availability]:
    """The other online stores that have most of a variant."""
    query = (
        select(StockLevel.variant_id, Location.code, Location.name, AVAILABLE)
        .join(Location, Location.id == StockLevel.location_id)
        .where(StockLevel.variant_id == variant_id, StockLevel.location_id != location_id, AVAILABLE > 0)
        .where(Location.kind == "store", Location.status == "online")
        .order_by(AVAILABLE.desc(), Location.code)
        .limit(most)
    )
    return [Availability(*row) for row in await work.execute(query)]
