"""Say what became of goods that are on their way back to their shelf."""

from uuid import UUID

from comptoir.catalogue.queries import variant_by_code
from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.naming import UnknownCode
from comptoir.fulfilment.actions.returning import write_found
from comptoir.fulfilment.queries.putting_back import LockedPutBack, locking_put_backs
from comptoir.fulfilment.rules.put_back import Found
from comptoir.fulfilment.tables import PutBack
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work


async def put_back(work: Work, put_back_id: UUID, *, quantity: int | None = None, found: Found = "shelved") -> None:
    """So many units are on their shelf again, or all that are left; or damaged, or missing.

    Of what was put back while the tablet was offline counts as much as nobody put back meanwhile.

    Raises ShelvedAlready, TooManyPutBack, NotFound, NotAllowed.
    """
    row = (await work.execute(locking_put_backs().where(PutBack.id == put_back_id))).one_or_none()
    if row is None:
        raise NotFound
    locked = LockedPutBack(*row)
    is_preparers = found == "missing" or work.actor.kind == "machine"
    require(work.actor, Right.PREPARE if is_preparers else Right.HAND_OVER, locked.location_id)
    units = locked.left if quantity is None else quantity
    if work.acted and locked.left:
        units = min(units, locked.left)
    rules.check_put_back(left=locked.left, quantity=units)
    await _put_back(work, locked, units, found)


async def put_back_by_code(work: Work, *, location_id: int, code: str) -> UUID:
    """One unit of what was scanned is on its shelf again: the one that waited longest. What it belonged to.

    Raises UnknownCode, NothingToShelve, NotAllowed.
    """
    require(work.actor, Right.HAND_OVER, location_id)
    variant = await variant_by_code(work, code)
    if variant is None:
        raise UnknownCode(code=code)
    here = PutBack.location_id == location_id, PutBack.variant_id == variant.id, PutBack.ended_at.is_(None)
    oldest = locking_put_backs().where(*here).order_by(PutBack.opened_at, PutBack.id).limit(1)
    row = (await work.execute(oldest)).one_or_none()
    if row is None:
        raise rules.NothingToShelve(name=variant.name)
    locked = LockedPutBack(*row)
    await _put_back(work, locked, 1, "shelved")
    return locked.id


async def shelve_all(work: Work, preparation_id: UUID) -> None:
    """Everything of a preparation that is on the list is on its shelf again; whoever calls has asked who may say so."""
    query = locking_put_backs().where(PutBack.preparation_id == preparation_id, PutBack.ended_at.is_(None))
    for locked in [LockedPutBack(*row) for row in await work.execute(query.order_by(PutBack.variant_id, PutBack.id))]:
        await _put_back(work, locked, locked.left, "shelved")


async def _put_back(work: Work, locked: LockedPutBack, units: int, found: Found) -> None:
    await _tell_stock(work, locked, units, found)
    await write_found(work, locked, units, found)


async def _tell_stock(work: Work, locked: LockedPutBack, units: int, found: Found) -> None:
    """They can be sold again; damaged ones are there all the same, and missing ones are not."""
    reference = f"put-back:{locked.order_number}"
    level = locked.location_id, locked.variant_id
    await stock.lock_levels(work, [level])
    await stock.release_units(work, {locked.reservation_id: units}, reference=reference)
    if found != "shelved":
        await stock.adjust(
            work,
            location_id=locked.location_id,
            variant_id=locked.variant_id,
            reason="damage" if found == "damaged" else "loss",
            quantity=units,
            reference=reference,
        )
