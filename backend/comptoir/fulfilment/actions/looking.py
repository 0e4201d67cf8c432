"""What preparers found where the system said something is: the stock's trust learns from it."""

from sqlalchemy import func, select

from comptoir.fulfilment.events import PreparationAnnounced, PreparationRefused
from comptoir.fulfilment.tables import PreparationLine, Refusal
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work


async def note_what_was_found(work: Work, event: PreparationAnnounced | PreparationRefused) -> None:
    """One look for each variant of a preparation that is done: found, unless a unit of it was not there."""
    is_missing = func.coalesce(func.bool_or(Refusal.reason == "not_in_stock"), False)
    query = (
        select(PreparationLine.variant_id, is_missing, func.sum(PreparationLine.picked))
        .outerjoin(Refusal, Refusal.line_id == PreparationLine.id)
        .where(PreparationLine.preparation_id == event.preparation_id)
        .group_by(PreparationLine.variant_id)
    )
    looks = [
        ((event.location_id, variant_id), not missing)
        for variant_id, missing, picked in await work.execute(query)
        if missing or picked
    ]
    await stock.note_looks(work, looks)
