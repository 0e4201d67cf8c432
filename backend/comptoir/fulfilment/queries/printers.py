"""Printers, and what is printed there."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from comptoir.fulfilment.tables import Label, Print, Printer
from comptoir.wiring.work import Work

MOST_PRINTS = 5


class LastPrint(msgspec.Struct, frozen=True):
    """The last thing that a printer was to print."""

    state: str
    attempts: int
    error: str | None
    wanted_at: datetime


class PrinterView(msgspec.Struct, frozen=True, kw_only=True):
    """A printer and how it does."""

    id: UUID
    location_id: int
    name: str
    host: str
    port: int
    prints_labels: bool
    prints_bags: bool
    last: LastPrint | None = None


class PrintTask(msgspec.Struct, frozen=True):
    """Something that is to be printed, and where."""

    id: UUID
    kind: str
    preparation_id: UUID | None
    number: int | None
    attempts: int
    location_id: int
    printer: str
    host: str


class Trouble(msgspec.Struct, frozen=True):
    """What of a preparation could not be printed so far."""

    id: UUID
    printer: str
    kind: str
    state: str
    error: str | None


COLUMNS = tuple(getattr(Printer, name) for name in PrinterView.__struct_fields__ if name != "last")


async def printers_at(work: Work, location_id: int) -> list[PrinterView]:
    """Those of a location, by name."""
    here = Printer.location_id == location_id, Printer.removed_at.is_(None)
    rows = (await work.execute(select(*COLUMNS).where(*here).order_by(Printer.name, Printer.id))).mappings().all()
    return [PrinterView(**row, last=await _last(work, row["id"])) for row in rows]


async def printer_location(work: Work, printer_id: UUID) -> int | None:
    """Where a printer stands; None where there is none, or it was removed."""
    query = select(Printer.location_id).where(Printer.id == printer_id, Printer.removed_at.is_(None))
    return (await work.execute(query)).scalar()


async def printer_for(work: Work, location_id: int, kind: str) -> UUID | None:
    """The printer of a location for labels or bags, the first by its name; None where there is none."""
    does = Printer.prints_labels if kind == "label" else Printer.prints_bags
    here = Printer.location_id == location_id, Printer.removed_at.is_(None), does
    return (await work.execute(select(Printer.id).where(*here).order_by(Printer.name, Printer.id).limit(1))).scalar()


async def print_task(work: Work, print_id: UUID) -> PrintTask | None:
    """What is still to be printed; None where it is not, or its printer was removed."""
    query = (
        select(Print.id, Print.kind, Print.preparation_id, Print.number, Print.attempts)
        .add_columns(Printer.location_id, Printer.name, Printer.host)
        .join(Printer, Printer.id == Print.printer_id)
        .where(Print.id == print_id, Print.state == "wanted", Printer.removed_at.is_(None))
    )
    row = (await work.execute(query)).one_or_none()
    return PrintTask(*row) if row else None


async def label_zpl(work: Work, preparation_id: UUID, number: int) -> str | None:
    """The label of a box as printers take it; None where it is not made, void, or forgotten."""
    made = Label.preparation_id == preparation_id, Label.number == number, Label.state == "made"
    return (await work.execute(select(Label.zpl).where(*made))).scalar()


async def troubles_of(work: Work, preparation_id: UUID) -> list[Trouble]:
    """What of a preparation waits for a printer that did not answer, or was given up."""
    query = (
        select(Print.id, Printer.name, Print.kind, Print.state, Print.error)
        .join(Printer, Printer.id == Print.printer_id)
        .where(Print.preparation_id == preparation_id, Print.state != "sent", Print.error.is_not(None))
        .order_by(Print.wanted_at, Print.id)
        .limit(MOST_PRINTS)
    )
    return [Trouble(*row) for row in await work.execute(query)]


async def _last(work: Work, printer_id: UUID) -> LastPrint | None:
    query = select(Print.state, Print.attempts, Print.error, Print.wanted_at).where(Print.printer_id == printer_id)
    row = (await work.execute(query.order_by(Print.wanted_at.desc(), Print.id.desc()).limit(1))).one_or_none()
    return LastPrint(*row) if row else None
