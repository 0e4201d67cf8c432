"""What a change of levels brings about: a stock-out begins or ends, and promises get into trouble."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select, tuple_, update

from comptoir.kit.ids import new_id
from comptoir.stock.events import ShortfallFound
from comptoir.stock.rules import Quantities
from comptoir.stock.tables import Reservation, StockOut
from comptoir.wiring.work import Work

Level = tuple[int, int]
BeforeAndAfter = tuple[Quantities, Quantities]


async def note_consequences(work: Work, changed: Mapping[Level, BeforeAndAfter], versions: Mapping[Level, int]) -> None:
    """Note stock-outs and shortfalls of levels that were locked and changed."""
    for level, (before, after) in changed.items():
        if before.free > 0 >= after.free:
            begin_stock_out(work, level)
        if after.missing > before.missing:
            await _record_shortfall(work, level, missing=after.missing, version=versions[level])
    await _end_stock_outs(work, [level for level, (before, after) in changed.items() if before.free <= 0 < after.free])


def begin_stock_out(work: Work, level: Level) -> None:
    """Nothing is left to sell from now on."""
    work.add(StockOut, id=new_id(), location_id=level[0], variant_id=level[1], began_at=work.now)


async def _end_stock_outs(work: Work, levels: Iterable[Level]) -> None:
    if not (back := list(levels)):
        return
    running = tuple_(StockOut.location_id, StockOut.variant_id).in_(back), StockOut.ended_at.is_(None)
    await work.execute(update(StockOut).where(*running).values(ended_at=work.now))


async def _record_shortfall(work: Work, level: Level, *, missing: int, version: int) -> None:
    troubled = await _newest_promises(work, level, missing)
    location_id, variant_id = level
    work.record(
        ShortfallFound(
            location_id=location_id, variant_id=variant_id, missing=missing, version=version, reservation_ids=troubled
        )
    )


async def _newest_promises(work: Work, level: Level, missing: int) -> list[UUID]:
    """Holds before orders, then the newest first, until they cover what is missing."""
    live = (
        select(Reservation.id, Reservation.quantity)
        .where(tuple_(Reservation.location_id, Reservation.variant_id) == level)
        .where(Reservation.state.in_(("held", "committed")), Reservation.quantity > 0)
        .order_by(Reservation.state.desc(), Reservation.made_at.desc(), Reservation.id.desc())
    )
    troubled: list[UUID] = []
    for reservation_id, quantity in await work.execute(live):
        if missing <= 0:
            break
        troubled.append(reservation_id)
        missing -= quantity
    return troubled
