"""Levels, locked and changed, each change with its line in the ledger.

Level rows are always locked in (location, variant) order, so that no two commands wait for each other in a circle.
"""

from collections.abc import Iterable

from sqlalchemy import select, tuple_, update

from comptoir.kit.ids import new_id
from comptoir.stock import rules
from comptoir.stock.events import LevelsChanged, ShortfallFound
from comptoir.stock.rules import Change, Quantities
from comptoir.stock.tables import Movement, StockLevel
from comptoir.wiring.work import Work

Level = tuple[int, int]
"""(location id, variant id), the key of a level."""


async def lock_levels(work: Work, levels: Iterable[Level]) -> dict[Level, tuple[Quantities, int]]:
    """The quantities and versions of levels, their rows locked in the one fixed order."""
    key = StockLevel.location_id, StockLevel.variant_id
    query = (
        select(*key, StockLevel.on_hand, StockLevel.reserved, StockLevel.unsellable, StockLevel.safety)
        .add_columns(StockLevel.version)
        .where(tuple_(*key).in_(list(levels)))
        .order_by(*key)
        .with_for_update()
    )
    return {(row[0], row[1]): (Quantities(*row[2:6]), row[6]) for row in await work.execute(query)}


async def apply(
    work: Work,
    levels: dict[Level, tuple[Quantities, int]],
    changes: dict[Level, Change],
    *,
    reference: str,
) -> None:
    versions: dict[Level, int] = {}
    for level, change in sorted(changes.items()):
        before, version = levels[level]
        after, versions[level] = rules.apply(before, change), version + 1
        await _write_level(work, level, after, version + 1)
        _write_movement(work, level, change, after, version + 1, reference)
        if after.missing > before.missing:
            work.record(
                ShortfallFound(location_id=level[0], variant_id=level[1], missing=after.missing, version=version + 1)
            )
    record_changes(work, versions)


async def _write_level(work: Work, level: Level, after: Quantities, version: int) -> None:
    where = StockLevel.location_id == level[0], StockLevel.variant_id == level[1]
    values = {"on_hand": after.on_hand, "reserved": after.reserved, "unsellable": after.unsellable, "version": version}
    await work.execute(update(StockLevel).where(*where).values(values))


def _write_movement(work: Work, level: Level, change: Change, after: Quantities, version: int, reference: str) -> None:
    if change.cause is None or (change.on_hand == 0 and change.unsellable == 0):
        return
    work.add(
        Movement,
        id=new_id(),
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
        at=work.now,
    )


def record_changes(work: Work, versions: dict[Level, int]) -> None:
    by_location: dict[int, dict[int, int]] = {}
    for (location_id, variant_id), version in versions.items():
        by_location.setdefault(location_id, {})[variant_id] = version
    for location_id, changed in by_location.items():
        work.record(LevelsChanged(location_id=location_id, versions=changed))
