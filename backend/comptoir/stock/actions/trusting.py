"""What was found where the system said something is."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from comptoir.stock import rules
from comptoir.stock.actions.levels import Level
from comptoir.stock.tables import StockTrust
from comptoir.wiring.work import Work


async def note_looks(work: Work, looks: Iterable[tuple[Level, bool]]) -> None:
    """Somebody looked for variants at levels, and found what was said to be there, or not; one look a level."""
    if not (seen := dict(sorted(looks))):
        return
    before = await _locked(work, seen)
    after = {level: rules.look(before.get(level, rules.Looks()), found=found) for level, found in seen.items()}
    added = insert(StockTrust).values([_row(work, level, looks) for level, looks in after.items()])
    newer = {name: added.excluded[name] for name in ("found", "missed", "seen_at")}
    await work.execute(added.on_conflict_do_update(index_elements=["location_id", "variant_id"], set_=newer))


def _row(work: Work, level: Level, looks: rules.Looks) -> dict[str, Any]:
    key = {"location_id": level[0], "variant_id": level[1]}
    return key | {"found": looks.found, "missed": looks.missed, "seen_at": work.now}


async def _locked(work: Work, levels: Iterable[Level]) -> dict[Level, rules.Looks]:
    key = StockTrust.location_id, StockTrust.variant_id
    query = select(*key, StockTrust.found, StockTrust.missed).where(tuple_(*key).in_(list(levels))).order_by(*key)
    return {(row[0], row[1]): rules.Looks(*row[2:]) for row in await work.execute(query.with_for_update())}
