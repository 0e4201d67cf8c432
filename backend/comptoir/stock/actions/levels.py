"""Levels, locked and changed, each change with its line in the ledger.

Level rows are always locked in (location, variant) order, so that no two commands wait for each other in a circle.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select, text, tuple_
from sqlalchemy.dialects.postgresql import insert

from comptoir.stock import rules
from comptoir.stock.actions.consequences import note_consequences
from comptoir.stock.events import LevelsChanged
from comptoir.stock.rules import Change, Quantities
from comptoir.stock.tables import Movement, StockLevel
from comptoir.wiring.work import Work

Level = tuple[int, int]
"""(location id, variant id), the key of a level."""


class LockedLevel(msgspec.Struct, frozen=True):
    """A level whose row is locked for this work."""

    quantities: Quantities
    version: int
    stated_at: datetime | None


KEY = StockLevel.location_id, StockLevel.variant_id
QUANTITIES = StockLevel.on_hand, StockLevel.reserved, StockLevel.damaged, StockLevel.display, StockLevel.blocked


async def lock_levels(work: Work, levels: Iterable[Level]) -> dict[Level, LockedLevel]:
    """The quantities and versions of levels, their rows locked in the one fixed order."""
    query = (
        select(*KEY, *QUANTITIES, StockLevel.version, StockLevel.stated_at)
        .where(tuple_(*KEY).in_(list(levels)))
        .order_by(*KEY)
        .with_for_update()
    )
    return {(row[0], row[1]): LockedLevel(Quantities(*row[2:7]), *row[7:]) for row in await work.execute(query)}


async def open_levels(work: Work, levels: Iterable[Level]) -> dict[Level, LockedLevel]:
    """The same, also of levels that never were: they begin empty."""
    wanted = sorted(set(levels))
    rows = [{"location_id": location_id, "variant_id": variant_id} for location_id, variant_id in wanted]
    await work.execute(insert(StockLevel).on_conflict_do_nothing(), rows)
    return await lock_levels(work, wanted)


async def apply(
    work: Work,
    levels: Mapping[Level, LockedLevel],
    changes: Mapping[Level, Change],
    *,
    reference: str | None,
    at: Mapping[Level, datetime] | None = None,
) -> None:
    """Change locked levels; `at` is when it happened, for levels where that was not now."""
    after = {level: rules.apply(levels[level].quantities, change) for level, change in sorted(changes.items())}
    versions = {level: levels[level].version + 1 for level in after}
    await _write_levels(work, after, versions)
    moments = at or {}
    for level, change in changes.items():
        moment = moments.get(level, work.now)
        _write_movement(work, level, change, after[level], versions[level], reference, moment)
    await note_consequences(work, {level: (levels[level].quantities, after[level]) for level in after}, versions)
    record_changes(work, versions)


_WRITE = text("""
    UPDATE stock_levels AS level SET on_hand = new.on_hand, reserved = new.reserved, damaged = new.damaged,
        display = new.display, blocked = new.blocked, version = new.version
    FROM unnest(CAST(:location_id AS bigint[]), CAST(:variant_id AS bigint[]), CAST(:version AS bigint[]),
        CAST(:on_hand AS bigint[]), CAST(:reserved AS bigint[]), CAST(:damaged AS bigint[]),
        CAST(:display AS bigint[]), CAST(:blocked AS bigint[]))
        AS new (location_id, variant_id, version, on_hand, reserved, damaged, display, blocked)
    WHERE (level.location_id, level.variant_id) = (new.location_id, new.variant_id)
""")


async def _write_levels(work: Work, after: Mapping[Level, Quantities], versions: Mapping[Level, int]) -> None:
    columns: dict[str, list[Any]] = {
        "location_id": [location_id for location_id, _ in after],
        "variant_id": [variant_id for _, variant_id in after],
        "version": [versions[level] for level in after],
    }
    for name in Quantities.__struct_fields__:
        columns[name] = [getattr(quantities, name) for quantities in after.values()]
    await work.execute(_WRITE, columns)


def _write_movement(
    work: Work, level: Level, change: Change, after: Quantities, version: int, reference: str | None, at: datetime
) -> None:
    if change.cause is None or not (change.on_hand or change.unsellable):
        return
    work.add(
        Movement,
        location_id=level[0],
        variant_id=level[1],
        version=version,
        cause=change.cause,
        on_hand_change=change.on_hand,
        unsellable_change=change.unsellable,
        on_hand_after=after.on_hand,
        unsellable_after=after.unsellable,
        reference=reference,
        actor=work.actor.key,
        at=at,
    )


def record_changes(work: Work, versions: Mapping[Level, int]) -> None:
    """Tell that levels changed, in one event a location."""
    by_location: dict[int, dict[int, int]] = {}
    for (location_id, variant_id), version in versions.items():
        by_location.setdefault(location_id, {})[variant_id] = version
    for location_id, changed in by_location.items():
        work.record(LevelsChanged(location_id=location_id, versions=changed))
