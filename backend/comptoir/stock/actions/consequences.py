"""What a change of levels brings about: a stock-out begins or ends, and promises get into trouble."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from comptoir.kit.ids import new_id
from comptoir.stock.events import ShortfallFound
from comptoir.stock.rules import Quantities
from comptoir.stock.tables import StockOut
from comptoir.wiring.work import Work

Level = tuple[int, int]
BeforeAndAfter = tuple[Quantities, Quantities]


class Short(NamedTuple):
    """A level where more is promised than there is, by more than before: how many are missing."""

    level: Level
    missing: int
    version: int


async def note_consequences(work: Work, changed: Mapping[Level, BeforeAndAfter], versions: Mapping[Level, int]) -> None:
    """Note stock-outs and shortfalls of levels that were locked and changed."""
    for level, (before, after) in changed.items():
        if before.free > 0 >= after.free:
            begin_stock_out(work, level)
        if after.free <= 0 and after.reserved > before.reserved:
            await _begin_unless_running(work, level)
    await record_shortfalls(
        work,
        [
            Short(level, after.missing, versions[level])
            for level, (before, after) in changed.items()
            if after.missing > before.missing
        ],
    )
    await _end_stock_outs(work, [level for level, (before, after) in changed.items() if before.free <= 0 < after.free])


def begin_stock_out(work: Work, level: Level) -> None:
    """Nothing is left to sell from now on."""
    work.add(StockOut, id=new_id(), location_id=level[0], variant_id=level[1], began_at=work.now)


async def record_shortfalls(work: Work, shorts: Sequence[Short]) -> None:
    """Tell which promises are in trouble."""
    troubled = await _newest_promises(work, shorts) if shorts else {}
    for short in shorts:
        (location_id, variant_id), missing, version = short
        work.record(
            ShortfallFound(
                location_id=location_id,
                variant_id=variant_id,
                missing=missing,
                version=version,
                reservation_ids=troubled.get(short.level, []),
            )
        )


async def _newest_promises(work: Work, shorts: Sequence[Short]) -> dict[Level, list[UUID]]:
    parameters = {
        "location_ids": [short.level[0] for short in shorts],
        "variant_ids": [short.level[1] for short in shorts],
        "missing": [short.missing for short in shorts],
    }
    found: dict[Level, list[UUID]] = {}
    for location_id, variant_id, reservation_id in await work.execute(_NEWEST, parameters):
        found.setdefault((location_id, variant_id), []).append(reservation_id)
    return found


async def _begin_unless_running(work: Work, level: Level) -> None:
    """The first units that a level ever had came promised: it has some now, and nothing to sell."""
    began = {"id": new_id(), "location_id": level[0], "variant_id": level[1], "began_at": work.now}
    await work.execute(insert(StockOut).values(began).on_conflict_do_nothing())


async def _end_stock_outs(work: Work, levels: Iterable[Level]) -> None:
    if not (back := list(levels)):
        return
    running = tuple_(StockOut.location_id, StockOut.variant_id).in_(back), StockOut.ended_at.is_(None)
    await work.execute(update(StockOut).where(*running).values(ended_at=func.greatest(StockOut.began_at, work.now)))


# Holds before orders, then the newest first, until they cover what is missing.
_NEWEST = text("""
    SELECT location_id, variant_id, id FROM (
        SELECT promise.location_id, promise.variant_id, promise.id, short.missing,
            row_number() OVER newest AS place, sum(promise.quantity) OVER newest - promise.quantity AS before
        FROM unnest(CAST(:location_ids AS bigint[]), CAST(:variant_ids AS bigint[]), CAST(:missing AS bigint[]))
            AS short (location_id, variant_id, missing)
        JOIN reservations AS promise
            ON promise.location_id = short.location_id AND promise.variant_id = short.variant_id
        WHERE promise.state IN ('held', 'committed') AND promise.quantity > 0
        WINDOW newest AS (
            PARTITION BY promise.location_id, promise.variant_id
            ORDER BY promise.state DESC, promise.made_at DESC, promise.id DESC
        )
    ) AS promised
    WHERE before < missing
    ORDER BY location_id, variant_id, place
""")
