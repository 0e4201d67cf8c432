"""How a promise ends: released, expired, consumed, or refused by who should have kept it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy import select, update

from comptoir.stock import rules
from comptoir.stock.actions.levels import Level, apply, lock_levels
from comptoir.stock.actions.stating import mark_stated
from comptoir.stock.tables import Reservation
from comptoir.wiring.work import Work


class Promised(msgspec.Struct, frozen=True):
    """A live reservation, locked."""

    id: UUID
    location_id: int
    variant_id: int
    quantity: int
    hold_id: UUID | None

    @property
    def level(self) -> Level:
        return self.location_id, self.variant_id


async def release(work: Work, reservation_ids: Iterable[UUID], *, reference: str) -> None:
    """End promises: their units can be sold again."""
    await _end(work, reservation_ids, state="released", reference=reference)


async def expire(work: Work, reservation_ids: Iterable[UUID], *, reference: str) -> None:
    """End promises that nobody came for."""
    await _end(work, reservation_ids, state="expired", reference=reference)


async def consume(work: Work, reservation_ids: Iterable[UUID], *, reference: str) -> None:
    """The promised units leave the house with the customer."""
    await _end(work, reservation_ids, state="consumed", reference=reference)


async def spoil(work: Work, reservation_ids: Iterable[UUID], *, reference: str) -> None:
    """The promised units are damaged: they stay, and can't be sold."""
    ending = await lock_reservations(work, reservation_ids)
    await end_promised(work, ending, state="released", reference=reference, change=rules.spoiling)


async def send_off(work: Work, reservation_ids: Iterable[UUID], *, reference: str) -> None:
    """The promised units leave for another location."""
    ending = await lock_reservations(work, reservation_ids)
    leaving = partial(rules.consuming, cause="transfer_out")
    await end_promised(work, ending, state="consumed", reference=reference, change=leaving)


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
    (promised,) = await lock_reservations(work, [reservation_id])
    levels = await lock_levels(work, [promised.level])
    before = levels[promised.level].quantities
    change = rules.refusing(before, quantity=quantity, reason=reason, found=found, picked=picked)
    await _shrink(work, promised, by=quantity)
    await apply(work, levels, {promised.level: change}, reference=reference)
    if reason == "not_in_stock":
        await mark_stated(work, {promised.level: work.now})


async def release_units(work: Work, units: Mapping[UUID, int], *, reference: str) -> None:
    """Take so many units out of each promise: they can be sold again, and the rest stays promised."""
    promises = await lock_reservations(work, units)
    totals: dict[Level, int] = {}
    for promised in promises:
        await _shrink(work, promised, by=units[promised.id])
        totals[promised.level] = totals.get(promised.level, 0) + units[promised.id]
    changes = {level: rules.releasing(quantity) for level, quantity in totals.items()}
    await apply(work, await lock_levels(work, totals), changes, reference=reference)


async def _shrink(work: Work, promised: Promised, *, by: int) -> None:
    left = promised.quantity - by
    ended = {"state": "released", "ended_at": work.now} if left == 0 else {}
    await work.execute(update(Reservation).where(Reservation.id == promised.id).values(quantity=left, **ended))


async def _end(work: Work, reservation_ids: Iterable[UUID], *, state: str, reference: str) -> None:
    change = rules.consuming if state == "consumed" else rules.releasing
    ending = await lock_reservations(work, reservation_ids)
    await end_promised(work, ending, state=state, reference=reference, change=change)


async def end_promised(
    work: Work,
    ending: Sequence[Promised],
    *,
    state: str,
    reference: str,
    change: Callable[[int], rules.Change] = rules.releasing,
) -> None:
    """End promises that are locked; `change` is what that means for so many units of a level."""
    if not ending:
        return
    totals: dict[Level, int] = {}
    for promised in ending:
        totals[promised.level] = totals.get(promised.level, 0) + promised.quantity
    ids = [promised.id for promised in ending]
    await work.execute(update(Reservation).where(Reservation.id.in_(ids)).values(state=state, ended_at=work.now))
    levels = await lock_levels(work, totals)
    await apply(work, levels, {level: change(quantity) for level, quantity in totals.items()}, reference=reference)


async def lock_reservations(work: Work, reservation_ids: Iterable[UUID]) -> list[Promised]:
    """The live ones among the reservations; ended ones are left alone, so that nothing is given back twice."""
    query = (
        select(Reservation.id, Reservation.location_id, Reservation.variant_id, Reservation.quantity)
        .add_columns(Reservation.hold_id)
        .where(Reservation.id.in_(list(reservation_ids)), Reservation.state.in_(("held", "committed")))
        .order_by(Reservation.id)
        .with_for_update()
    )
    return [Promised(*row) for row in await work.execute(query)]
