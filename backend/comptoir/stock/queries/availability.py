"""What is available where."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import ColumnElement, select

from comptoir.network.tables import Location
from comptoir.stock.queries.safety import safety
from comptoir.stock.tables import StockLevel
from comptoir.wiring.work import Work

FREE = StockLevel.on_hand - StockLevel.reserved - StockLevel.unsellable
"""What nobody was promised."""


def available(channel: ColumnElement[str] | str) -> ColumnElement[int]:
    """What a channel can still promise of a stock level (ATP): what is free, less the channel's safety stock."""
    return FREE - safety(channel)


class Availability(msgspec.Struct, frozen=True):
    """Units of a variant that can be promised at a location."""

    variant_id: int
    location: str
    location_name: str
    available: int


async def available_at(work: Work, *, location_id: int, variant_ids: Iterable[int], channel: str) -> dict[int, int]:
    """Units that a channel can promise at one location, by variant; variants without a level are left out."""
    query = select(StockLevel.variant_id, available(channel)).where(
        StockLevel.location_id == location_id, StockLevel.variant_id.in_(set(variant_ids))
    )
    return {row[0]: row[1] for row in await work.execute(query)}


async def available_elsewhere(
    work: Work, *, location_id: int, variant_id: int, channel: str, most: int = 5
) -> list[Availability]:
    """The other online stores that have most of a variant for a channel."""
    left = available(channel)
    query = (
        select(StockLevel.variant_id, Location.code, Location.name, left)
        .join(Location, Location.id == StockLevel.location_id)
        .where(StockLevel.variant_id == variant_id, StockLevel.location_id != location_id, left > 0)
        .where(Location.kind == "store", Location.status == "online")
        .order_by(left.desc(), Location.code)
        .limit(most)
    )
    return [Availability(*row) for row in await work.execute(query)]
