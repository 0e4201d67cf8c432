"""What was found where the system said something is."""

from collections.abc import Iterable

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from comptoir.stock import rules
from comptoir.stock.actions.levels import Level
from comptoir.stock.tables import StockTrust
from comptoir.wiring.work import Work


async def note_looks(work: Work, looks: Iterable[tuple[Level, bool]]) -> None:
    """Somebody looked for variants at levels, and found what was said to be there, or not; one look a level."""
    seen = dict(sorted(looks))
    before = await _locked(work, seen)
    for level, found in seen.items():
        after = rules.look(before.get(level, rules.Looks()), found=found)
        values = {"found": after.found, "missed": after.missed, "seen_at": work.now}
        row = insert(StockTrust).values(location_id=level[0], variant_id=level[1], **values)
        await work.execute(row.on_conflict_do_update(index_elements=["location_id", "variant_id"], set_=values))


async def _locked(work: Work, levels: Iterable[Level]) -> dict[Level, rules.Looks]:
    key = StockTrust.location_id, StockTrust.variant_id
    query = select(*key, StockTrust.found, StockTrust.missed).where(tuple_(*key).in_(list(levels))).order_by(*key)
    return {(row[0], row[1]): rules.Looks(*row[2:]) for row in await work.execute(query.with_for_update())}
