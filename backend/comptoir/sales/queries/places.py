"""Where else at a location missing goods may be."""

import msgspec
from sqlalchemy import and_, func, select

from comptoir.catalogue.tables import Variant
from comptoir.fulfilment.queries.shelf import picked_at
from comptoir.stock.queries.inbound import InboundView, inbound_of
from comptoir.stock.tables import StockLevel, StockShelf
from comptoir.wiring.work import Work

MOST_SHELVES = 3


class Places(msgspec.Struct, frozen=True):
    """What the system says: how many should stand on the shelf, beside the display pieces, the damaged and blocked
    ones, and those that are picked and wait for their customers.

    `others` are the shelves where other sizes and colours of the product stand.
    """

    shelf: str | None
    on_shelf: int
    display: int
    aside: int
    picked: int
    others: list[str]
    coming: list[InboundView]


async def places_of(work: Work, location_id: int, variant_id: int) -> Places:
    """Where to look once more for a variant."""
    here = StockLevel.location_id == location_id, StockLevel.variant_id == variant_id
    shelf = and_(StockShelf.location_id == StockLevel.location_id, StockShelf.variant_id == StockLevel.variant_id)
    columns = StockLevel.on_hand, StockLevel.display, StockLevel.damaged + StockLevel.blocked, StockShelf.shelf
    row = (await work.execute(select(*columns).outerjoin(StockShelf, shelf).where(*here))).one_or_none()
    on_hand, display, aside, named = row or (0, 0, 0, None)
    picked = (await picked_at(work, location_id, [variant_id])).get(variant_id, 0)
    return Places(
        shelf=named,
        on_shelf=max(0, on_hand - display - aside - picked),
        display=display,
        aside=aside,
        picked=picked,
        others=await _other_shelves(work, location_id, variant_id, named),
        coming=await inbound_of(work, variant_id, location_id=location_id),
    )


async def _other_shelves(work: Work, location_id: int, variant_id: int, named: str | None) -> list[str]:
    product = select(Variant.product_id).where(Variant.id == variant_id).scalar_subquery()
    query = (
        select(StockShelf.shelf)
        .join(Variant, Variant.id == StockShelf.variant_id)
        .where(StockShelf.location_id == location_id, Variant.product_id == product, Variant.id != variant_id)
        .where(StockShelf.shelf != func.coalesce(named, ""))
        .group_by(StockShelf.shelf)
        .order_by(func.count().desc(), StockShelf.shelf)
        .limit(MOST_SHELVES)
    )
    return list((await work.execute(query)).scalars())
