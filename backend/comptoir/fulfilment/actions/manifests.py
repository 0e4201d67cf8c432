"""The carrier comes: boxes are put with those that it takes along, and a sheet says which it has."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.locking import lock
from comptoir.fulfilment.actions.packing import ship_locked
from comptoir.fulfilment.actions.waves.locking import lock_preparations
from comptoir.fulfilment.events import BoxLoaded, ManifestClosed
from comptoir.fulfilment.queries.locked import Locked, lines_of
from comptoir.fulfilment.queries.manifests import WaitingBox, waiting_boxes
from comptoir.fulfilment.rules.manifests import NoSuchBoxHere, NothingLoaded, SeveralBoxes, complete
from comptoir.fulfilment.tables import Manifest, ManifestParcel, Parcel
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id, normalise_code
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work


async def load_box(work: Work, preparation_id: UUID, *, number: int, is_loaded: bool = True) -> int:
    """A box goes along, or it is missing and does not. Where it is. Raises WrongState, NotFound, NotAllowed."""
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    if locked.state != "packed":
        raise rules.WrongState(state=locked.state)
    boxes = await waiting_boxes(work, locked.location_id)
    mine = [box for box in boxes if (box.preparation_id, box.number) == (preparation_id, number)]
    if not mine:
        raise NotFound
    await _load(work, locked.location_id, mine, is_loaded=is_loaded)
    return locked.location_id


async def load_by_code(work: Work, *, location_id: int, code: str) -> None:
    """The box of a tracking number goes along; or the only one of an order. Twice does no harm.

    Raises NoSuchBoxHere, SeveralBoxes, NotAllowed.
    """
    require(work.actor, Right.PREPARE, location_id)
    short, boxes = normalise_code(code), await waiting_boxes(work, location_id)
    found = [box for box in boxes if normalise_code(box.tracking) == short]
    found = found or [box for box in boxes if normalise_code(box.order_number) == short]
    if not found:
        raise NoSuchBoxHere(code=code)
    if len(found) > 1:
        raise SeveralBoxes(boxes=len(found))
    await _load(work, location_id, found, is_loaded=True)


async def load_all(work: Work, *, location_id: int, carrier: str) -> None:
    """All that waits for a carrier goes along. Raises NotAllowed."""
    require(work.actor, Right.PREPARE, location_id)
    await _load(work, location_id, await waiting_boxes(work, location_id, carrier=carrier), is_loaded=True)


async def close_manifest(work: Work, *, location_id: int, carrier: str) -> UUID:
    """The carrier has what is loaded: every order of which all boxes are, by its promise, 25 at most. The sheet's id.

    Raises NothingLoaded, NotAllowed.
    """
    require(work.actor, Right.PREPARE, location_id)
    chosen = complete(await waiting_boxes(work, location_id))
    locked = await lock_preparations(work, _of(chosen.values(), carrier))
    # Read again under the lock: a box may have been unpacked, or an order cancelled, just before.
    here = complete(await waiting_boxes(work, location_id))
    going = [each for each in locked if each.state == "packed" and each.id in here]
    if not going:
        raise NothingLoaded
    boxes = [box for each in going for box in here[each.id]]
    await _ship(work, going)
    return _write(work, location_id, carrier, boxes)


def _of(orders: Iterable[Sequence[WaitingBox]], carrier: str) -> list[UUID]:
    """Those of which every box goes by this carrier."""
    return [boxes[0].preparation_id for boxes in orders if all(box.carrier == carrier for box in boxes)]


async def _ship(work: Work, going: Sequence[Locked]) -> None:
    """All levels at once: one order after the other, they would not be locked in the one order that all keep to."""
    levels = [(each.location_id, line.variant_id) for each in going for line in await lines_of(work, each)]
    await stock.lock_levels(work, levels)
    for each in going:
        await ship_locked(work, each)


def _write(work: Work, location_id: int, carrier: str, boxes: Sequence[WaitingBox]) -> UUID:
    manifest_id = new_id()
    closed = {"closed_by": work.actor.key, "closed_at": work.acted_at}
    work.add(Manifest, id=manifest_id, location_id=location_id, carrier=carrier, **closed)
    for box in boxes:
        work.add(ManifestParcel, manifest_id=manifest_id, parcel_id=box.parcel_id)
    work.record(ManifestClosed(manifest_id=manifest_id, location_id=location_id, boxes=len(boxes)))
    return manifest_id


async def _load(work: Work, location_id: int, boxes: Iterable[WaitingBox], *, is_loaded: bool) -> None:
    changed = [box for box in boxes if box.is_loaded != is_loaded]
    ids = [box.parcel_id for box in changed]
    values = {"loaded_at": work.acted_at if is_loaded else None}
    await work.execute(update(Parcel).where(Parcel.id.in_(ids)).values(values))
    for box in changed:
        at, number = box.preparation_id, box.number
        work.record(BoxLoaded(preparation_id=at, location_id=location_id, number=number, is_loaded=is_loaded))
