"""Promises that are divided, and those that stay though nobody waits for their units any more."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import update

from comptoir.kit.ids import new_id
from comptoir.stock import rules
from comptoir.stock.actions.ending import Promised, lock_reservations
from comptoir.stock.actions.levels import Level, apply, lock_levels
from comptoir.stock.tables import Reservation
from comptoir.wiring.work import Work


async def divide(work: Work, reservation_id: UUID, *, quantity: int, reference: str) -> UUID:
    """Some units of a promise are kept by one of their own from now on, fewer than all. Its id."""
    (promised,) = await lock_reservations(work, [reservation_id])
    left = promised.quantity - quantity
    await work.execute(update(Reservation).where(Reservation.id == promised.id).values(quantity=left))
    return _keep(work, promised, quantity, reference)


async def set_aside(work: Work, units: Mapping[UUID, int], *, state: str, reference: str) -> dict[UUID, UUID]:
    """End promises of which so many units stand elsewhere than on their shelf: those stay promised, to nobody.

    The ids of what keeps them now, by the promise that ended. They are given up like any other promise.
    """
    ending = await lock_reservations(work, units)
    kept = {each.id: _keep(work, each, units[each.id], reference) for each in ending if units[each.id]}
    ids = [each.id for each in ending]
    await work.execute(update(Reservation).where(Reservation.id.in_(ids)).values(state=state, ended_at=work.now))
    freed: dict[Level, int] = {}
    for each in ending:
        freed[each.level] = freed.get(each.level, 0) + each.quantity - units[each.id]
    changes = {level: rules.releasing(quantity) for level, quantity in freed.items() if quantity}
    if changes:
        await apply(work, await lock_levels(work, changes), changes, reference=reference)
    return kept


def _keep(work: Work, promised: Promised, quantity: int, reference: str) -> UUID:
    kept_id = new_id()
    location_id, variant_id = promised.level
    work.add(
        Reservation,
        id=kept_id,
        location_id=location_id,
        variant_id=variant_id,
        quantity=quantity,
        state="committed",
        reference=reference,
        made_at=work.now,
    )
    return kept_id
