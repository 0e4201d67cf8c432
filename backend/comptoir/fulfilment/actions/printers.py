"""Printers of a location, and what they are to print. They are spoken to by a job, never in a transaction.

The `print_…` and `queue_…` verbs are reactions.
"""

from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import delete, select, update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.locking import lock
from comptoir.fulfilment.events import (
    LabelMade,
    PreparationReady,
    PrintersChanged,
    PrintTried,
    PrintWanted,
    TestPrinted,
)
from comptoir.fulfilment.queries.locked import Locked
from comptoir.fulfilment.queries.printers import PrintTask, printer_for, printer_location
from comptoir.fulfilment.rules.printers import NothingPrinted, networks, port_of
from comptoir.fulfilment.tables import Label, Print, Printer
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id
from comptoir.wiring.jobs import enqueue
from comptoir.wiring.work import Work

JOB = "print_zpl"


def add_printer(work: Work, *, location_id: int, name: str, host: str, labels: bool, bags: bool) -> UUID:
    """A printer stands there. Its id. Raises NotAllowed, NoPrinterNetworks, WrongPrinter, NothingPrinted."""
    require(work.actor, Right.MANAGE_STORE, location_id)
    if not (labels or bags):
        raise NothingPrinted(field="prints")
    printer_id, at = new_id(), host.strip()
    port = port_of(at, networks(work.settings.printer_networks))
    does = {"prints_labels": labels, "prints_bags": bags}
    added = {"added_by": work.actor.key, "added_at": work.now}
    work.add(Printer, id=printer_id, location_id=location_id, name=name.strip(), host=at, port=port, **does, **added)
    work.record(PrintersChanged(printer_id=printer_id, location_id=location_id))
    return printer_id


async def remove_printer(work: Work, printer_id: UUID) -> int:
    """It is gone; what waits for it is not printed. Where it stood. Raises NotFound, NotAllowed."""
    location_id = await _managed(work, printer_id)
    await work.execute(update(Printer).where(Printer.id == printer_id).values(removed_at=work.now))
    work.record(PrintersChanged(printer_id=printer_id, location_id=location_id))
    return location_id


async def print_test(work: Work, printer_id: UUID) -> int:
    """Show which printer it is. Where it stands. Raises NotFound, NotAllowed."""
    location_id = await _managed(work, printer_id)
    _want(work, printer_id, location_id, kind="test")
    return location_id


async def print_again(work: Work, preparation_id: UUID, *, print_id: UUID) -> None:
    """Try once more what a printer did not take. Raises NotFound, NotAllowed."""
    locked = await lock(work, preparation_id, right=Right.PREPARE)
    failed = Print.id == print_id, Print.preparation_id == preparation_id, Print.state == "failed"
    again = {"state": "wanted", "attempts": 0, "error": None, "wanted_at": work.now, "ended_at": None}
    if not (await work.execute(update(Print).where(*failed).values(again).returning(Print.id))).all():
        raise NotFound
    work.record(PrintWanted(print_id=print_id, location_id=locked.location_id))


async def print_bag(work: Work, event: PreparationReady) -> None:
    """The goods are ready: the label of their bag is printed where a printer is set for it."""
    if printer_id := await printer_for(work, event.location_id, "bag"):
        _want(work, printer_id, event.location_id, kind="bag", preparation_id=event.preparation_id)


async def print_label(work: Work, event: LabelMade) -> None:
    """A label is made: it is printed where a printer is set for it, if it is of use still."""
    printer_id = await printer_for(work, event.location_id, "label")
    made = select(Label.number).where(Label.id == event.label_id, Label.state == "made")
    number = (await work.execute(made)).scalar()
    if printer_id and number is not None:
        about = {"preparation_id": event.preparation_id, "number": number}
        _want(work, printer_id, event.location_id, kind="label", **about)


async def queue_print(work: Work, event: PrintWanted) -> None:
    """Have it sent."""
    await _enqueue(work, event.print_id, attempts=0)


async def call_off(work: Work, locked: Locked, kind: Literal["label", "bag"], *, number: int | None = None) -> None:
    """What a printer has not taken yet of a preparation, or of one of its boxes, is not to be printed any more."""
    which = [Print.preparation_id == locked.id, Print.kind == kind, Print.state.in_(("wanted", "failed"))]
    which += [] if number is None else [Print.number == number]
    gone = await work.execute(delete(Print).where(*which).returning(Print.id))
    for print_id in gone.scalars().all():
        work.record(PrintTried(print_id=print_id, state="called_off", **locked.place))


async def note_sent(work: Work, task: PrintTask) -> None:
    """The printer has it."""
    await _change(work, task, state="sent", error=None, ended_at=work.now)


async def note_print_failure(work: Work, task: PrintTask, *, error: str, is_final: bool = False) -> None:
    """It is tried again after a pause, or people are told that it failed."""
    attempts = task.attempts + 1
    pause = None if is_final else rules.pause_before_label(attempts)
    ended = {} if pause else {"ended_at": work.now}
    state = "wanted" if pause else "failed"
    if await _change(work, task, state=state, attempts=attempts, error=error, **ended) and pause:
        await _enqueue(work, task.id, attempts=attempts, after=pause)


def _want(work: Work, printer_id: UUID, location_id: int, *, kind: str, **about: Any) -> None:
    print_id = new_id()
    work.add(Print, id=print_id, printer_id=printer_id, kind=kind, state="wanted", wanted_at=work.now, **about)
    work.record(PrintWanted(print_id=print_id, location_id=location_id))


async def _managed(work: Work, printer_id: UUID) -> int:
    location_id = await printer_location(work, printer_id)
    if location_id is None:
        raise NotFound
    require(work.actor, Right.MANAGE_STORE, location_id)
    return location_id


async def _change(work: Work, task: PrintTask, **values: Any) -> bool:
    """Whether it was still wanted."""
    wanted = Print.id == task.id, Print.state == "wanted"
    if not (await work.execute(update(Print).where(*wanted).values(values).returning(Print.id))).all():
        return False
    about: dict[str, Any] = {"print_id": task.id, "location_id": task.location_id, "state": values["state"]}
    at = task.preparation_id
    work.record(TestPrinted(**about) if at is None else PrintTried(**about, preparation_id=at))
    return True


async def _enqueue(work: Work, print_id: UUID, *, attempts: int, after: timedelta | None = None) -> None:
    """Each attempt is a job of its own, so that its count stays in our table."""
    wanted_at = (await work.execute(select(Print.wanted_at).where(Print.id == print_id))).scalar_one()
    key = f"print:{print_id}:{wanted_at.timestamp()}:{attempts}"
    await enqueue(work, JOB, print_id.bytes, dedupe_key=key, after=after)
