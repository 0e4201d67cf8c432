"""Where variants stand."""

from sqlalchemy import select

from comptoir.stock.tables import StockShelf
from comptoir.wiring.work import Work


async def shelf_of(work: Work, location_id: int, variant_id: int) -> str | None:
    """The shelf of a variant at a location, as its people call it; None where nobody said."""
    here = StockShelf.location_id == location_id, StockShelf.variant_id == variant_id
    return (await work.execute(select(StockShelf.shelf).where(*here))).scalar()
