"""Holds: units kept for a while, extended, given back, bought, or expired by a timer."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import select, update

from comptoir.kit.errors import N_, Invalid, NotFound, Refused
from comptoir.kit.ids import new_id
from comptoir.network.queries import location
from comptoir.stock.actions.ending import Promised, end_promised, lock_reservations
from comptoir.stock.actions.levels import Level
from comptoir.stock.actions.reserving import Held, Want, reserve
from comptoir.stock.events import HoldEnded, HoldExtended, HoldMade
from comptoir.stock.queries.holds import stores_concerned
from comptoir.stock.tables import Hold, Reservation
from comptoir.wiring.work import Work

LONGEST_MINUTES = 24 * 60


class TooFewToHold(Refused):
    slug = "not-enough-to-hold"
    title = N_("There are not so many left to hold. Nothing was held.")


class NoHoldsThere(Refused):
    slug = "no-holds-there"
    title = N_("%(name)s keeps nothing for customers at the moment.")


class HoldTooLong(Invalid):
    slug = "hold-too-long"
    title = N_("A hold lasts from one minute to a day.")


class HoldOver(Refused):
    slug = "hold-over"
    title = N_("This hold is over: what was held is on sale again, or bought.")


class HoldDiffers(Refused):
    slug = "hold-differs"
    title = N_("This hold keeps other goods than the order wants.")


async def hold(
    work: Work,
    units: Mapping[Level, int],
    *,
    purpose: Literal["basket", "aisle"],
    channel: str,
    minutes: int | None = None,
    label: str = "",
) -> UUID:
    """Keep units at their locations for `minutes` (by default as the settings say), all or none. The hold's id.

    Raises TooFewToHold or HoldTooLong.
    """
    hold_id, lasting = new_id(), _lasting(work, minutes)
    wants = [Want(new_id(), *level, quantity) for level, quantity in units.items()]
    held = Held(hold_id, work.now + lasting)
    if not await reserve(work, wants, reference=f"hold:{hold_id}", channel=channel, held=held):
        raise TooFewToHold
    made = {"made_by": work.actor.key, "made_at": work.now}
    work.add(Hold, id=hold_id, purpose=purpose, channel=channel, label=label, **made)
    concerned = {want.location_id for want in wants} | work.actor.locations
    work.record(HoldMade(hold_id=hold_id, variant_ids=_variants(wants), location_ids=sorted(concerned)))
    return hold_id


async def hold_for_customer(
    work: Work, *, location_id: int, variant_id: int, quantity: int, minutes: int, label: str
) -> UUID:
    """Keep units at a store for a customer who is on the way; `label` is what the staff knows them by.

    Raises NotFound, NoHoldsThere, TooFewToHold or HoldTooLong.
    """
    place = await location(work, location_id)
    if place.kind != "store" or place.status != "online":
        raise NoHoldsThere(name=place.name)
    units = {(location_id, variant_id): quantity}
    return await hold(work, units, purpose="aisle", channel="store", minutes=minutes, label=label)


async def extend_hold(work: Work, hold_id: UUID, *, minutes: int | None = None) -> None:
    """Keep them so many minutes longer from now on. Raises NotFound, HoldOver or HoldTooLong."""
    held = await _lock_held(work, hold_id)
    where = Reservation.id.in_([promised.id for promised in held])
    await work.execute(update(Reservation).where(where).values(expires_at=work.now + _lasting(work, minutes)))
    concerned = (await stores_concerned(work, [hold_id]))[hold_id]
    work.record(HoldExtended(hold_id=hold_id, variant_ids=_variants(held), location_ids=concerned))


async def release_hold(work: Work, hold_id: UUID) -> None:
    """Give everything back. Raises NotFound or HoldOver."""
    held = await _lock_held(work, hold_id)
    await end_promised(work, held, state="released", reference=f"hold:{hold_id}")
    await _record_end(work, held, "released")


async def commit_hold(work: Work, hold_id: UUID, units: Mapping[Level, int], *, reference: str) -> dict[Level, UUID]:
    """Turn a hold into the promise of an order for exactly these units; the reservations, by level.

    Raises NotFound, HoldOver or HoldDiffers.
    """
    held = await _lock_held(work, hold_id)
    if {promised.level: promised.quantity for promised in held} != dict(units):
        raise HoldDiffers(field="hold")
    committed = {"state": "committed", "reference": reference, "expires_at": None}
    where = Reservation.id.in_([promised.id for promised in held])
    await work.execute(update(Reservation).where(where).values(committed))
    await _record_end(work, held, "committed")
    return {promised.level: promised.id for promised in held}


async def expire_holds(work: Work, *, most: int = 100) -> int:
    """A timer: what was held long enough goes back on sale. How many reservations."""
    due = (
        select(Reservation.id)
        .where(Reservation.state == "held", Reservation.expires_at <= work.now)
        .order_by(Reservation.expires_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    expired = await lock_reservations(work, (await work.execute(due)).scalars().all())
    await end_promised(work, expired, state="expired", reference="hold expired")
    await _record_end(work, expired, "expired")
    return len(expired)


async def _record_end(
    work: Work, ended: Sequence[Promised], state: Literal["committed", "released", "expired"]
) -> None:
    by_hold: dict[UUID, list[Promised]] = {}
    for promised in ended:
        if promised.hold_id:
            by_hold.setdefault(promised.hold_id, []).append(promised)
    concerned = await stores_concerned(work, by_hold)
    for hold_id, units in by_hold.items():
        stores = concerned[hold_id]
        work.record(HoldEnded(hold_id=hold_id, variant_ids=_variants(units), location_ids=stores, state=state))


async def _lock_held(work: Work, hold_id: UUID) -> list[Promised]:
    query = select(Reservation.id, Reservation.state, Reservation.expires_at).where(Reservation.hold_id == hold_id)
    rows = (await work.execute(query.order_by(Reservation.id).with_for_update())).all()
    if not rows:
        raise NotFound
    if any(row.state != "held" or row.expires_at <= work.now for row in rows):
        raise HoldOver
    return await lock_reservations(work, [row.id for row in rows])


def _lasting(work: Work, minutes: int | None) -> timedelta:
    wanted = work.settings.hold_minutes if minutes is None else minutes
    if not 1 <= wanted <= LONGEST_MINUTES:
        raise HoldTooLong(field="minutes")
    return timedelta(minutes=wanted)


def _variants(units: Sequence[Want] | Sequence[Promised]) -> list[int]:
    return sorted({unit.variant_id for unit in units})
