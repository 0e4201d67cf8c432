"""What preparers found where the system said something is: the stock's trust learns from it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select

from comptoir.fulfilment.events import (
    PreparationAnnounced,
    PreparationRefused,
    PreparationSent,
    PreparationShipped,
    TransferCancelled,
    TransferSent,
)
from comptoir.fulfilment.tables import PreparationLine, Refusal, TransferLine
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work

Done = PreparationAnnounced | PreparationRefused | PreparationShipped | PreparationSent


async def note_what_was_found(work: Work, event: Done) -> None:
    """One look for each variant of a preparation that is done: found, unless a unit of it was not there.

    Nobody went for what another location sent.
    """
    line = PreparationLine
    query = _looks(line, Refusal.line_id).where(line.preparation_id == event.preparation_id, line.transfer_id.is_(None))
    await _note(work, event.location_id, await work.execute(query))


async def note_what_a_transfer_found(work: Work, event: TransferSent | TransferCancelled) -> None:
    """The same for a transfer that is picked by itself; an order's is picked as a preparation."""
    if event.order_id is None:
        query = _looks(TransferLine, Refusal.transfer_line_id).where(TransferLine.transfer_id == event.transfer_id)
        await _note(work, event.from_id, await work.execute(query))


def _looks(line: type[PreparationLine] | type[TransferLine], refused: Any) -> Select[int, bool, int]:
    """For each variant whether it was missing, and how many were picked."""
    is_missing = func.coalesce(func.bool_or(Refusal.reason == "not_in_stock"), False)
    query = select(line.variant_id, is_missing, func.sum(line.picked))
    return query.outerjoin(Refusal, refused == line.id).group_by(line.variant_id)


async def _note(work: Work, location_id: int, looks: Iterable[Any]) -> None:
    seen = [((location_id, variant_id), not missing) for variant_id, missing, picked in looks if missing or picked]
    await stock.note_looks(work, seen)
