"""Reserve, release, consume, correct: the only writers of levels, ledger and reservations.

Level rows are always locked in (location, variant) order, so that no two commands wait for each other in a circle.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import select, text, tuple_, update

from comptoir.kit.ids import new_id
from comptoir.stock import rules
from comptoir.stock.events import LevelsChanged, ShortfallFound
from comptoir.stock.rules import Change, Quantities
from comptoir.stock.tables import Movement, Reservation, StockLevel
from comptoir.wiring.work import Work

Level = tuple[int, int]
"""(location id, variant id), the key of a level."""


class Want(msgspec.Struct, frozen=True):
    """Units of a variant wanted at a location, and the id that their reservation will have."""

    reservation_id: UUID
    location_id: int
    variant_id: int
    quantity: int


class Promised(msgspec.Struct, frozen=True):
    """A live reservation, locked."""

    id: UUID
    location_id: int
    variant_id: int
    quantity: int

    @property
    def level(self) -> Level:
        return self.location_id, self.variant_id


RESERVE = text("""
    WITH wanted AS (
        SELECT * FROM unnest(CAST(:locations AS bigint[]), CAST(:variants AS bigint[]), CAST(:quantities AS bigint[]))
            AS wanted (location_id, variant_id, quantity)
    ), locked AS (
        SELECT location_id, variant_id, quantity, on_hand - reserved - unsellable - safety AS available
        FROM stock_levels JOIN wanted USING (location_id, variant_id)
        ORDER BY location_id, variant_id FOR UPDATE OF stock_levels
    )
    UPDATE stock_levels AS level SET reserved = level.reserved + locked.quantity, version = level.version + 1
    FROM locked
    WHERE (level.location_id, level.variant_id) = (locked.location_id, locked.variant_id)
        AND level.on_hand - level.reserved - level.unsellable - level.safety >= locked.quantity
        AND (SELECT count(*) FROM locked WHERE available >= quantity) = (SELECT count(*) FROM wanted)
    RETURNING level.location_id, level.variant_id, level.version
""")
"""All wanted levels or none, in one statement: the locked rows are the newest, and the condition sits in the UPDATE."""


async def reserve(work: Work, wants: Sequence[Want], *, reference: str) -> bool:
    """Promise all wanted units to an order, or none. False where any level has too few; nothing is changed then."""
    totals = _totals(wants)
    parameters = {
        "locations": [location for location, _ in totals],
        "variants": [variant for _, variant in totals],
        "quantities": list(totals.values()),
    }
    changed = (await work.execute(RESERVE, parameters)).all()
    if len(changed) < len(totals):
        return False
    for want in wants:
        _add_reservation(work, want, reference)
    _record_changes(work, {(location, variant): version for location, variant, version in changed})
    return True


def _totals(wants: Iterable[Want]) -> dict[Level, int]:
    totals: dict[Level, int] = {}
    for want in wants:
        level = want.location_id, want.variant_id
        totals[level] = totals.get(level, 0) + want.quantity
    return totals


def _add_reservation(work: Work, want: Want, reference: str) -> None:
    work.add(
        Reservation,
        id=want.reservation_id,
        location_id=want.location_id,
        variant_id=want.variant_id,
        quantity=want.quantity,
        state="committed",
        reference=reference,
        made_at=work.now,
    )


async def release(work: Work, reservation_ids: Iterable[UUID], *, reference: str) -> None:
    """End promises: their units can be sold again."""
    await _end(work, reservation_ids, state="released", reference=reference)


async def expire(work: Work, reservation_ids: Iterable[UUID], *, reference: str) -> None:
    """End promises that nobody came for."""
    await _end(work, reservation_ids, state="expired", reference=reference)


async def consume(work: Work, reservation_ids: Iterable[UUID], *, reference: str) -> None:
    """The promised units leave the house with the customer."""
    await _end(work, reservation_ids, state="consumed", reference=reference)


async def refuse(
    work: Work,
    reservation_id: UUID,
    *,
    quantity: int,
    reason: rules.RefusalReason,
    found: int,
    picked: int,
    reference: str,
) -> None:
    """Take `quantity` units out of a promise, with the effect on stock that the reason has."""
    (promised,) = await _lock_reservations(work, [reservation_id])
    levels = await _lock_levels(work, [promised.level])
    before = levels[promised.level][0]
    change = rules.refusing(before, quantity=quantity, reason=reason, found=found, picked=picked)
    await _shrink(work, promised, by=quantity)
    await _apply(work, levels, {promised.level: change}, reference=reference)


async def _shrink(work: Work, promised: Promised, *, by: int) -> None:
    left = promised.quantity - by
    ended = {"state": "released", "ended_at": work.now} if left == 0 else {}
    await work.execute(update(Reservation).where(Reservation.id == promised.id).values(quantity=left, **ended))


async def _end(work: Work, reservation_ids: Iterable[UUID], *, state: str, reference: str) -> None:
    ending = await _lock_reservations(work, reservation_ids)
    if not ending:
        return
    make = rules.consuming if state == "consumed" else rules.releasing
    totals: dict[Level, int] = {}
    for promised in ending:
        totals[promised.level] = totals.get(promised.level, 0) + promised.quantity
    ids = [promised.id for promised in ending]
    await work.execute(update(Reservation).where(Reservation.id.in_(ids)).values(state=state, ended_at=work.now))
    levels = await _lock_levels(work, totals)
    await _apply(work, levels, {level: make(quantity) for level, quantity in totals.items()}, reference=reference)


async def _lock_reservations(work: Work, reservation_ids: Iterable[UUID]) -> list[Promised]:
    """The live ones among the reservations; ended ones are left alone, so that nothing is given back twice."""
    query = (
        select(Reservation.id, Reservation.location_id, Reservation.variant_id, Reservation.quantity)
        .where(Reservation.id.in_(list(reservation_ids)), Reservation.state.in_(("held", "committed")))
        .order_by(Reservation.id)
        .with_for_update()
    )
    return [Promised(*row) for row in await work.execute(query)]


async def _lock_levels(work: Work, levels: Iterable[Level]) -> dict[Level, tuple[Quantities, int]]:
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


async def _apply(
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
    _record_changes(work, versions)


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


def _record_changes(work: Work, versions: dict[Level, int]) -> None:
    by_location: dict[int, dict[int, int]] = {}
    for (location_id, variant_id), version in versions.items():
        by_location.setdefault(location_id, {})[variant_id] = version
    for location_id, changed in by_location.items():
        work.record(LevelsChanged(location_id=location_id, versions=changed))
