"""Absolute statements of what is there: a count, or what was found; feeds have a way of their own for many (feeding).

A statement counts from its moment. What moved since is added on top, and an older one than the last is late.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text

from comptoir.stock import rules
from comptoir.stock.actions.levels import Level, apply, open_levels
from comptoir.wiring.work import Work


class Statement(msgspec.Struct, frozen=True):
    """So many units were there at a moment."""

    there: int
    as_of: datetime


async def state(work: Work, there: Mapping[Level, int], *, as_of: datetime, cause: str, reference: str) -> list[Level]:
    """Set on hand to what was there at a moment, plus what moved since. The levels for which this came too late."""
    said = {level: Statement(quantity, as_of) for level, quantity in there.items()}
    return await state_each(work, said, cause=cause, reference=reference)


async def state_each(work: Work, said: Mapping[Level, Statement], *, cause: str, reference: str) -> list[Level]:
    """The same, each level as of a moment of its own."""
    if not said:
        return []
    levels = await open_levels(work, said)
    late = [level for level, locked in levels.items() if locked.stated_at and locked.stated_at > said[level].as_of]
    timely = {level: said[level] for level in levels if level not in late}
    since = await _moved_since(work, timely)
    changes = {
        level: rules.stating(levels[level].quantities, there=of.there, since=since.get(level, 0), cause=cause)
        for level, of in timely.items()
    }
    moments = {level: of.as_of for level, of in timely.items()}
    changed = {level: change for level, change in changes.items() if change.on_hand}
    await apply(work, levels, changed, reference=reference, at=moments)
    await mark_stated(work, moments)
    return late


_SAID = """unnest(CAST(:location_id AS bigint[]), CAST(:variant_id AS bigint[]), CAST(:as_of AS timestamptz[]))
        AS said (location_id, variant_id, as_of)"""
_MARK = text(f"""
    UPDATE stock_levels AS level SET stated_at = said.as_of, sequence = 0, since_version = coalesce(
        (SELECT min(moved.version) FROM movements moved
            WHERE (moved.location_id, moved.variant_id) = (level.location_id, level.variant_id)
                AND moved.version >= level.since_version AND moved.at > said.as_of),
        level.version + 1)
    FROM {_SAID}
    WHERE (level.location_id, level.variant_id) = (said.location_id, said.variant_id)
""")  # noqa: S608 - our own words
_MOVED = text(f"""
    SELECT moved.location_id, moved.variant_id, sum(moved.on_hand_change)::bigint FROM {_SAID}
    JOIN stock_levels level ON (level.location_id, level.variant_id) = (said.location_id, said.variant_id)
    JOIN movements moved ON (moved.location_id, moved.variant_id) = (level.location_id, level.variant_id)
        AND moved.version >= level.since_version AND moved.at > said.as_of
    GROUP BY 1, 2
""")  # noqa: S608


async def mark_stated(work: Work, moments: Mapping[Level, datetime]) -> None:
    """Statements about a level from before its moment are late now."""
    await work.execute(_MARK, _arrays(moments.items()))


async def _moved_since(work: Work, said: Mapping[Level, Statement]) -> dict[Level, int]:
    moments = _arrays((level, of.as_of) for level, of in said.items())
    return {(row[0], row[1]): row[2] for row in await work.execute(_MOVED, moments)}


def _arrays(moments: Iterable[tuple[Level, datetime]]) -> dict[str, list[Any]]:
    arrays: dict[str, list[Any]] = {"location_id": [], "variant_id": [], "as_of": []}
    for (location_id, variant_id), as_of in moments:
        arrays["location_id"].append(location_id)
        arrays["variant_id"].append(variant_id)
        arrays["as_of"].append(as_of)
    return arrays
