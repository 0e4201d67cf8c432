"""One preparation with its goods and what happened to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Text, cast, func, literal, select

from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.fulfilment.queries.entries import Entry, entry
from comptoir.fulfilment.tables import PreparationLine
from comptoir.identity.tables import Staff
from comptoir.kit.errors import N_
from comptoir.wiring.pages import translate
from comptoir.wiring.tables import LoggedEvent
from comptoir.wiring.work import Work


class Goods(msgspec.Struct, frozen=True):
    """A line as a preparer sees it."""

    id: UUID
    quantity: int
    picked: int
    refused: int
    name: str
    brand: str
    department: str
    sku: str
    size: str
    handling: list[str]
    gtin: str | None


class Happening(msgspec.Struct, frozen=True):
    """Who did what when."""

    at: datetime
    who: str
    what: str


class Details(Entry, frozen=True, kw_only=True):
    """An entry with its lines, its history, and until when ready can be undone."""

    lines: Sequence[Goods]  # type: ignore[assignment]
    history: list[Happening]
    undo_until: datetime | None


WORDS = {
    "PreparationOpened": N_("sent the order"),
    "PreparationTaken": N_("took the order"),
    "PreparationHandedBack": N_("handed the order back"),
    "UnitsRefused": N_("refused units"),
    "PreparationPicked": N_("picked everything there is"),
    "UnitsArrived": N_("took in what another store sent"),
    "PreparationPacked": N_("packed it"),
    "PreparationUnpacked": N_("unpacked it"),
    "PreparationShipped": N_("gave it to the carrier"),
    "PreparationSent": N_("sent it to the other store"),
    "PreparationReady": N_("set it ready"),
    "ReadyUndone": N_("undid ready"),
    "PreparationAnnounced": N_("told the customer"),
    "PreparationCollected": N_("handed it over"),
    "HandoverCancelled": N_("took the goods back"),
    "PreparationRefused": N_("could serve nothing"),
    "UnitsAdded": N_("gave more units of the order to this store"),
    "UnitsWithdrawn": N_("took units back, which another store serves"),
    "PreparationWithdrawn": N_("took the whole order back"),
    "PreparationCancelled": N_("cancelled the order"),
    "PreparationExpired": N_("gave it back after its time was over"),
    "PreparationRang": N_("rang again"),
    "PreparationEscalated": N_("told the managers"),
}
"""Every event of a preparation but single picks, which would drown the others."""


async def details(work: Work, preparation_id: UUID) -> Details | None:
    """One preparation whole; None where there is none."""
    found = await entry(work, preparation_id)
    if found is None:
        return None
    fields: dict[str, Any] = msgspec.structs.asdict(found)
    fields["lines"] = await _goods(work, preparation_id)
    fields["history"] = await _history(work, preparation_id)
    return Details(**fields, undo_until=_undo_until(work, found))


def _undo_until(work: Work, found: Entry) -> datetime | None:
    if found.state != "ready" or found.ready_at is None or found.told_at is not None:
        return None
    return found.ready_at + timedelta(seconds=work.settings.undo_ready_s)


async def _goods(work: Work, preparation_id: UUID) -> list[Goods]:
    gtin = select(func.min(Gtin.gtin)).where(Gtin.variant_id == Variant.id).scalar_subquery()
    line = PreparationLine
    query = (
        select(line.id, line.quantity, line.picked, line.refused, Product.name, Product.brand, Product.department)
        .add_columns(Variant.sku, Variant.size, Variant.handling, gtin)
        .join(Variant, Variant.id == line.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(line.preparation_id == preparation_id)
        .order_by(Product.department, Product.name, Variant.sku)
    )
    return [Goods(*row) for row in await work.execute(query)]


async def _history(work: Work, preparation_id: UUID) -> list[Happening]:
    event: Any = LoggedEvent
    who = literal("staff:") + cast(Staff.id, Text)
    query = (
        select(event.at, event.name, event.actor, Staff.name)
        .outerjoin(Staff, who == event.actor)
        .where(event.data["preparation_id"].astext == str(preparation_id), event.data.has_key("preparation_id"))
        .where(event.name.in_(WORDS))
        .order_by(event.id)
    )
    return [_happening(work, *row) for row in await work.execute(query)]


def _happening(work: Work, at: datetime, name: str, actor: str, person: str | None) -> Happening:
    kind = actor.partition(":")[0]
    others = {"machine": N_("The shop site"), "system": N_("Comptoir")}
    who = person or translate(work.locale, others.get(kind, N_("Somebody")))
    return Happening(at, who, translate(work.locale, WORDS[name]))
