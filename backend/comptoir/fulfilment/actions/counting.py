"""Counting: begin, scan, say how many there are, undo. Several people may count the same at once."""

from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from comptoir.catalogue.queries import variant_by_code
from comptoir.fulfilment.actions.locked_counts import LockedCount, lock_count, move_count
from comptoir.fulfilment.actions.locking import staff_id_of
from comptoir.fulfilment.events import CountStarted, UnitsCounted
from comptoir.fulfilment.queries.shelf import (
    department_of,
    departments,
    is_counted_elsewhere,
    picked_at,
    shelved_variants,
)
from comptoir.fulfilment.rules.counts import Scan, Tally, tally
from comptoir.fulfilment.tables import Count, CountLine, CountScan
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_, Invalid, NotFound, Refused
from comptoir.kit.ids import new_id
from comptoir.wiring.work import Work


class NoSuchDepartment(Invalid):
    slug = "no-such-department"
    title = N_("Choose a department from the list.")


class AlreadyCounted(Refused):
    slug = "already-counted"
    title = N_("%(department)s is being counted already. Join that count.")


class CodeNotKnown(Refused):
    status = 404
    slug = "unknown-code-in-count"
    title = N_("The code %(code)s is not known. Nothing was counted.")


class NotInCount(Refused):
    slug = "not-in-this-count"
    title = N_("%(name)s belongs to %(department)s and is not counted here. Put it where it belongs.")


class CountedElsewhere(Refused):
    slug = "counted-elsewhere"
    title = N_("%(name)s is part of another count that runs here. One of the two has to end first.")


class NothingToUndo(Refused):
    slug = "nothing-to-undo"
    title = N_("Nothing of %(name)s was counted by you that could be taken back.")


async def start_count(work: Work, *, location_id: int, department: str | None = None) -> UUID:
    """Begin to count a department, or whatever will be scanned. The count's id.

    Raises NoSuchDepartment, AlreadyCounted, NotAllowed.
    """
    require(work.actor, Right.COUNT, location_id)
    planned = None
    if department is not None:
        if department not in await departments(work):
            raise NoSuchDepartment(field="department")
        await check_uncounted(work, location_id=location_id, department=department)
        planned = await shelved_variants(work, location_id=location_id, department=department)
    count_id = new_id()
    begun = {"state": "open", "started_by": staff_id_of(work), "started_at": work.now}
    work.add(Count, id=count_id, location_id=location_id, department=department, planned=planned, **begun)
    work.record(CountStarted(count_id=count_id, location_id=location_id, version=1, department=department))
    return count_id


async def check_uncounted(work: Work, *, location_id: int, department: str | None) -> None:
    """Raises AlreadyCounted where a count of this department runs."""
    running = Count.location_id == location_id, Count.department == department, Count.state == "open"
    if (await work.execute(select(exists().where(*running)))).scalar_one():
        raise AlreadyCounted(department=department)


async def count_units(work: Work, count_id: UUID, *, code: str, quantity: int = 1) -> None:
    """So many units more of what was scanned are there.

    Raises CodeNotKnown, NotInCount, CountedElsewhere, CountMovedOn, NotFound, NotAllowed.
    """
    locked = await lock_count(work, count_id, right=Right.COUNT)
    variant = await variant_by_code(work, code)
    if variant is None:
        raise CodeNotKnown(field="code", code=code)
    await _check_belongs(work, locked, variant.id, variant.name)
    await _count(work, locked, variant.id, quantity, is_total=False)


async def count_all(work: Work, count_id: UUID, *, variant_id: int, quantity: int) -> None:
    """So many units of a variant that was scanned are there in all. Raises NotFound, CountMovedOn, NotAllowed."""
    locked = await lock_count(work, count_id, right=Right.COUNT)
    where = CountLine.count_id == count_id, CountLine.variant_id == variant_id
    if not (await work.execute(select(exists().where(*where)))).scalar_one():
        raise NotFound
    await _count(work, locked, variant_id, quantity, is_total=True)


async def undo_scan(work: Work, count_id: UUID, *, version: int) -> None:
    """Take back what the actor counted by one scan; the second time it changes nothing. Raises NotFound where it is
    not theirs, CountMovedOn, NotAllowed.
    """
    locked = await lock_count(work, count_id, right=Right.COUNT)
    mine = CountScan.count_id == count_id, CountScan.version == version, CountScan.staff_id == work.actor.staff_id
    scanned = (await work.execute(select(CountScan.variant_id, CountScan.is_undone).where(*mine))).one_or_none()
    if scanned is None:
        raise NotFound
    if scanned.is_undone:
        return
    await move_count(work, locked, "count")
    await work.execute(update(CountScan).where(*mine).values(is_undone=True))
    await _add_up(work, locked, scanned.variant_id)


async def undo_last_scan(work: Work, count_id: UUID, *, code: str, quantity: int) -> None:
    """The same of the last scan of so many units of a code.

    Raises CodeNotKnown, NothingToUndo, CountMovedOn, NotFound, NotAllowed.
    """
    await lock_count(work, count_id, right=Right.COUNT)
    variant = await variant_by_code(work, code)
    if variant is None:
        raise CodeNotKnown(field="code", code=code)
    same = CountScan.variant_id == variant.id, CountScan.quantity == quantity, CountScan.is_total.is_(False)
    mine = CountScan.count_id == count_id, CountScan.staff_id == work.actor.staff_id, CountScan.is_undone.is_(False)
    query = select(CountScan.version).where(*mine, *same).order_by(CountScan.version.desc()).limit(1)
    version = (await work.execute(query)).scalar()
    if version is None:
        raise NothingToUndo(name=variant.name)
    await undo_scan(work, count_id, version=version)


async def _check_belongs(work: Work, locked: LockedCount, variant_id: int, name: str) -> None:
    if locked.department is not None:
        department = await department_of(work, variant_id)
        if department != locked.department:
            raise NotInCount(field="code", name=name, department=department)
    if await is_counted_elsewhere(work, locked.id, location_id=locked.location_id, variant_id=variant_id):
        raise CountedElsewhere(field="code", name=name)


async def _count(work: Work, locked: LockedCount, variant_id: int, quantity: int, *, is_total: bool) -> None:
    await move_count(work, locked, "count")
    picked = await picked_at(work, locked.location_id, [variant_id])
    work.add(
        CountScan,
        count_id=locked.id,
        version=locked.version,
        variant_id=variant_id,
        staff_id=staff_id_of(work),
        quantity=quantity,
        is_total=is_total,
        picked=picked.get(variant_id, 0),
        at=work.acted_at,
    )
    await _add_up(work, locked, variant_id)


async def _add_up(work: Work, locked: LockedCount, variant_id: int) -> None:
    """The line is what its scans add up to."""
    query = (
        select(CountScan.quantity, CountScan.is_total, CountScan.picked, CountScan.at)
        .where(CountScan.count_id == locked.id, CountScan.variant_id == variant_id, CountScan.is_undone.is_(False))
        .order_by(CountScan.version)
    )
    total = tally(Scan(*row) for row in await work.execute(query))
    await _write_line(work, locked, variant_id, total)
    counted = None if total is None else total.counted
    work.record(locked.event(UnitsCounted, variant_id=variant_id, counted=counted))


async def _write_line(work: Work, locked: LockedCount, variant_id: int, total: Tally | None) -> None:
    where = CountLine.count_id == locked.id, CountLine.variant_id == variant_id
    if total is None:
        await work.execute(delete(CountLine).where(*where))
        return
    values = {
        "counted": total.counted,
        "since": total.since,
        "counted_at": total.at,
        "picked": total.picked,
        "is_stirred": total.is_stirred,
        "is_recount": False,
    }
    line = insert(CountLine).values(count_id=locked.id, variant_id=variant_id, **values)
    await work.execute(line.on_conflict_do_update(index_elements=["count_id", "variant_id"], set_=values))
