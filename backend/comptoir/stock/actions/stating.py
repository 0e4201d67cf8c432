"""Absolute statements of what is there: a count, or what was found; feeds have a way of their own for many (feeding).

A statement counts from its moment. What moved since is added on top, and an older one than the last is late.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select, tuple_, update

from comptoir.stock import rules
from comptoir.stock.actions.levels import KEY, Level, apply, open_levels
from comptoir.stock.tables import Movement, StockLevel
from comptoir.wiring.work import Work


async def state(work: Work, there: Mapping[Level, int], *, as_of: datetime, cause: str, reference: str) -> list[Level]:
    """Set on hand to what was there at a moment, plus what moved since. The levels for which this came too late."""
    levels = await open_levels(work, there)
    late = [level for level, locked in levels.items() if locked.stated_at and locked.stated_at > as_of]
    timely = [level for level in levels if level not in late]
    since = await _moved_since(work, timely, as_of)
    changes = {
        level: rules.stating(levels[level].quantities, there=there[level], since=since.get(level, 0), cause=cause)
        for level in timely
    }
    await apply(work, levels, changes, reference=reference, at=as_of)
    await mark_stated(work, timely, as_of)
    return late


async def mark_stated(work: Work, levels: Iterable[Level], as_of: datetime) -> None:
    """Statements from before this moment are late now."""
    where = tuple_(*KEY).in_(list(levels))
    await work.execute(update(StockLevel).where(where).values(stated_at=as_of, sequence=0))


async def _moved_since(work: Work, levels: Iterable[Level], as_of: datetime) -> dict[Level, int]:
    key = Movement.location_id, Movement.variant_id
    query = (
        select(*key, func.sum(Movement.on_hand_change))
        .where(tuple_(*key).in_(list(levels)), Movement.at > as_of)
        .group_by(*key)
    )
    return {(row[0], row[1]): int(row[2]) for row in await work.execute(query)}
