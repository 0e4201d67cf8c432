"""Labels of boxes: wanted, made or failed, void. A carrier is asked by a job (`jobs.labels`), never in a transaction.

The `queue_…` verbs are reactions.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.locking import lock
from comptoir.fulfilment.actions.printers import call_off
from comptoir.fulfilment.events import (
    LabelFailed,
    LabelMade,
    LabelsWanted,
    LabelVoided,
    PreparationCancelled,
)
from comptoir.fulfilment.queries.labels import LabelTask
from comptoir.fulfilment.queries.locked import Locked, locking
from comptoir.fulfilment.tables import Label, Parcel, Preparation
from comptoir.identity.rules import Right
from comptoir.kit.ids import new_id
from comptoir.wiring.jobs import enqueue
from comptoir.wiring.work import Work

MAKE, CANCEL = "make_label", "cancel_label"


class Wish(msgspec.Struct, frozen=True):
    """The carrier that is to make labels, and by which of its services."""

    carrier: str
    service: str


class Made(msgspec.Struct, frozen=True):
    """What a carrier gave for a box; the names are for people."""

    tracking: str
    pdf: bytes
    zpl: str | None
    carrier_name: str
    service_name: str


def want_labels(work: Work, locked: Locked, wish: Wish, *, boxes: int) -> None:
    """Ask a carrier for the labels of a preparation's boxes, once this is committed."""
    of = {"preparation_id": locked.id, "carrier": wish.carrier, "service": wish.service}
    for number in range(1, boxes + 1):
        work.add(Label, id=new_id(), number=number, state="wanted", wanted_at=work.now, **of)
    work.record(locked.event(LabelsWanted))


async def want_again(work: Work, preparation_id: UUID) -> None:
    """Ask once more for the labels that failed. Raises WrongLabelState where none did, NotFound, NotAllowed."""
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    failed = Label.preparation_id == locked.id, Label.state == "failed"
    again = {"state": "wanted", "attempts": 0, "error": None, "wanted_at": work.now}
    if not (await work.execute(update(Label).where(*failed).values(again).returning(Label.id))).all():
        raise rules.WrongLabelState(state="made")
    work.record(locked.event(LabelsWanted))


async def void_labels(work: Work, locked: Locked, *, number: int | None = None) -> None:
    """The labels of a preparation's boxes, or of one box, are of no use: what is not printed yet is not printed."""
    which = [Label.preparation_id == locked.id, Label.state != "void"]
    which += [] if number is None else [Label.number == number]
    for label_id in (await work.execute(select(Label.id).where(*which).order_by(Label.number))).scalars().all():
        await work.execute(update(Label).where(Label.id == label_id).values(state="void", pdf=None, zpl=None))
        work.record(_about(LabelVoided, locked, label_id))
    await call_off(work, locked, "label", number=number)


async def void_cancelled(work: Work, event: PreparationCancelled) -> None:
    """A reaction: the order was cancelled, so its boxes go nowhere."""
    locked = await _lock(work, event.preparation_id)
    if locked.state == "cancelled":
        await void_labels(work, locked)


async def queue_labels(work: Work, event: LabelsWanted) -> None:
    """Have each label made that is wanted."""
    wanted = select(Label.id).where(Label.preparation_id == event.preparation_id, Label.state == "wanted")
    for label_id in (await work.execute(wanted.order_by(Label.number))).scalars().all():
        await _enqueue(work, label_id)


async def queue_cancelling(work: Work, event: LabelVoided) -> None:
    """Tell the carrier that the box does not come."""
    tracking = select(Label.tracking).where(Label.id == event.label_id)
    if (await work.execute(tracking)).scalar_one_or_none():
        await enqueue(work, CANCEL, event.label_id.bytes, dedupe_key=f"cancel_label:{event.label_id}")


async def mark_made(work: Work, task: LabelTask, made: Made) -> None:
    """The label is there; a box that was unpacked meanwhile needs none, so its label is void at once."""
    locked = await _lock(work, task.preparation_id)
    files = {"tracking": made.tracking, "pdf": made.pdf, "zpl": made.zpl, "made_at": work.now}
    if not await _change(work, task, state="made", error=None, **files):
        await work.execute(update(Label).where(Label.id == task.id).values(tracking=made.tracking))
        work.record(_about(LabelVoided, locked, task.id))
        return
    box = Parcel.preparation_id == task.preparation_id, Parcel.number == task.number
    said = {"carrier": made.carrier_name, "service": made.service_name, "tracking": made.tracking}
    await work.execute(update(Parcel).where(*box).values(said))
    work.record(_about(LabelMade, locked, task.id, order_id=locked.order_id))


async def note_failure(work: Work, task: LabelTask, *, error: str, is_final: bool) -> None:
    """The carrier did not give the label: it is asked again after a pause, or somebody is told."""
    attempts = task.attempts + 1
    pause = None if is_final else rules.pause_before_label(attempts)
    locked = await _lock(work, task.preparation_id)
    if await _change(work, task, state="wanted" if pause else "failed", attempts=attempts, error=error):
        if pause:
            await _enqueue(work, task.id, attempts=attempts, after=pause)
        else:
            work.record(_about(LabelFailed, locked, task.id))


async def forget_labels(work: Work, *, most: int = 200) -> int:
    """A timer: the files of old labels, which name customers. How many."""
    before = work.now - timedelta(days=work.settings.keep_labels_days)
    old = select(Label.id).where(Label.pdf.is_not(None), Label.wanted_at < before).limit(most).scalar_subquery()
    gone = update(Label).where(Label.id.in_(old)).values(pdf=None, zpl=None).returning(Label.id)
    return len((await work.execute(gone)).all())


async def _lock(work: Work, preparation_id: UUID) -> Locked:
    return Locked(*(await work.execute(locking().where(Preparation.id == preparation_id))).one())


async def _change(work: Work, task: LabelTask, **values: Any) -> bool:
    """Whether it was still wanted."""
    wanted = Label.id == task.id, Label.state == "wanted"
    return bool((await work.execute(update(Label).where(*wanted).values(values).returning(Label.id))).all())


async def _enqueue(work: Work, label_id: UUID, *, attempts: int = 0, after: timedelta | None = None) -> None:
    """Each attempt is a job of its own, so that its pause is ours and its count stays in our table."""
    stamp = func.extract("epoch", Label.wanted_at)
    wanted_at = (await work.execute(select(stamp).where(Label.id == label_id))).scalar_one()
    await enqueue(work, MAKE, label_id.bytes, dedupe_key=f"label:{label_id}:{wanted_at}:{attempts}", after=after)


def _about(kind: Any, locked: Locked, label_id: UUID, **more: UUID) -> Any:
    return kind(preparation_id=locked.id, location_id=locked.location_id, label_id=label_id, **more)
