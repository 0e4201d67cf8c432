"""Measure how levels sell, one location after the other, each once a day."""

from collections.abc import Iterable
from datetime import timedelta

import msgspec
from sqlalchemy import any_, delete
from sqlalchemy.dialects.postgresql import array, insert

from comptoir.stock.queries.paces import Pace, location_to_measure, paces_of, sized_variants, units_sold
from comptoir.stock.rules.paces import WINDOW_DAYS, broken_runs
from comptoir.stock.tables import PaceMeasured, StockPace
from comptoir.wiring.work import Work

AGAIN_AFTER = timedelta(days=1)
AT_ONCE = 1000
"""Rows of one transaction: where more changed, the rest is written in the next one."""


async def measure_paces(work: Work) -> int:
    """A timer: measure one location. Never says that there is more to do: the others can wait for its next turn."""
    location_id = await location_to_measure(work, after=AGAIN_AFTER)
    if location_id is not None:
        before, measured = await paces_of(work, location_id), await _measured(work, location_id)
        changed = [each for each, pace in measured.items() if before.get(each) != pace]
        await _write(work, location_id, {each: measured[each] for each in changed[:AT_ONCE]})
        await _forget(work, location_id, before.keys() - measured.keys())
        if len(changed) <= AT_ONCE:
            await _note(work, location_id)
    return 0


async def _measured(work: Work, location_id: int) -> dict[int, Pace]:
    sold, first = await units_sold(work, location_id, since=work.now - timedelta(days=WINDOW_DAYS))
    days = max(1, -((first - work.now) // timedelta(days=1))) if first else WINDOW_DAYS
    broken = broken_runs(await sized_variants(work, location_id))
    return {each: Pace(sold.get(each, 0), days, each in broken) for each in sorted(sold.keys() | broken)}


async def _write(work: Work, location_id: int, paces: dict[int, Pace]) -> None:
    if not paces:
        return
    rows = [
        {"location_id": location_id, "variant_id": each} | msgspec.structs.asdict(pace) for each, pace in paces.items()
    ]
    added = insert(StockPace).values(rows)
    newer = {name: added.excluded[name] for name in ("sold", "days", "is_broken")}
    await work.execute(added.on_conflict_do_update(index_elements=["location_id", "variant_id"], set_=newer))


async def _forget(work: Work, location_id: int, variant_ids: Iterable[int]) -> None:
    if gone := sorted(variant_ids)[:AT_ONCE]:
        of_location = delete(StockPace).where(StockPace.location_id == location_id)
        await work.execute(of_location.where(StockPace.variant_id == any_(array(gone))))


async def _note(work: Work, location_id: int) -> None:
    row = insert(PaceMeasured).values(location_id=location_id, measured_at=work.now)
    again = {"measured_at": work.now}
    await work.execute(row.on_conflict_do_update(index_elements=["location_id"], set_=again))
