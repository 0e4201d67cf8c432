"""One preparation with its goods and what happened to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, Text, cast, func, literal, select, true
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.fulfilment.queries.entries import Entry, entry
from comptoir.fulfilment.queries.goods import GTINS, codes
from comptoir.fulfilment.queries.shipment import Box, boxes_of
from comptoir.fulfilment.tables import PreparationLine, Transfer
from comptoir.identity.tables import ApiKey, Staff
from comptoir.kit.errors import N_
from comptoir.network.tables import Location
from comptoir.orders.tables import Allocation, Order, OrderLine, Substitution
from comptoir.wiring.pages import translate
from comptoir.wiring.tables import LoggedEvent
from comptoir.wiring.work import Work


class Goods(msgspec.Struct, frozen=True):
    """A line as a preparer sees it; `origin` is the location that sent its units, if one did.

    `instead_of` is what it replaces, if it does; `replaced_by` is what came for units of it that could not be found.
    `question` is how it stands with what the customer was asked last: asked (`asked_until`), refused or expired;
    `outcome` is what became of them at the counter.
    """

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
    origin: str | None
    gtins: Sequence[str] = ()
    instead_of: str | None = None
    replaced_by: str | None = None
    outcome: str | None = None
    question: str | None = None
    asked_until: datetime | None = None

    @property
    def codes(self) -> list[str]:
        """All that a scanner may read on it."""
        return codes(self.sku, self.gtins)


class Happening(msgspec.Struct, frozen=True):
    """Who did what when."""

    at: datetime
    who: str
    what: str


class TransferName(msgspec.Struct, frozen=True):
    """The transfer by which a preparation is sent."""

    id: UUID
    number: str


class Details(Entry, frozen=True, kw_only=True):
    """An entry with its lines, its boxes, its transfer, its history, and until when ready can be undone.

    `substitutes` is what the customer said of something else in place of what is not there.
    """

    lines: Sequence[Goods]  # type: ignore[assignment]
    boxes: Sequence[Box]
    transfer: TransferName | None
    history: list[Happening]
    undo_until: datetime | None
    substitutes: str


WORDS = {
    "PreparationOpened": N_("sent the order"),
    "PreparationTaken": N_("took the order"),
    "PreparationHandedBack": N_("handed the order back"),
    "UnitsRefused": N_("refused units"),
    "UnitsReplaced": N_("replaced units by something else"),
    "SubstituteAsked": N_("asked the customer about something else"),
    "PreparationPicked": N_("picked everything there is"),
    "UnitsArrived": N_("took in what another store sent"),
    "PreparationPacked": N_("packed it"),
    "PreparationUnpacked": N_("unpacked it"),
    "PreparationShipped": N_("gave it to the carrier"),
    "PreparationSent": N_("sent it to the other store"),
    "PreparationLeft": N_("let the goods go, although the order had ended"),
    "PreparationReady": N_("set it ready"),
    "ReadyUndone": N_("undid ready"),
    "PreparationAnnounced": N_("told the customer"),
    "UnitsHandedOver": N_("handed a part over"),
    "UnitsReturned": N_("kept units that the customer left"),
    "PreparationReminded": N_("reminded the customer"),
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


HAPPENED_AT = func.coalesce(LoggedEvent.acted_at, LoggedEvent.at)
"""When it was, also where the tablet was offline then."""

BOXED = ("packed", "shipped", "sent")


async def details(work: Work, preparation_id: UUID) -> Details | None:
    """One preparation whole; None where there is none."""
    found = await entry(work, preparation_id)
    if found is None:
        return None
    fields: dict[str, Any] = msgspec.structs.asdict(found)
    fields["lines"] = await _goods(work, preparation_id)
    fields["boxes"] = await boxes_of(work, preparation_id) if found.state in BOXED else []
    fields["transfer"] = await _transfer(work, preparation_id) if found.method == "transfer" else None
    fields["history"] = await _history(work, preparation_id)
    wish = select(Order.substitutes).where(Order.id == found.order_id)
    fields["substitutes"] = (await work.execute(wish)).scalar_one()
    return Details(**fields, undo_until=_undo_until(work, found))


def _undo_until(work: Work, found: Entry) -> datetime | None:
    if found.state != "ready" or found.ready_at is None or found.told_at is not None:
        return None
    return found.ready_at + timedelta(seconds=work.settings.undo_ready_s)


async def _transfer(work: Work, preparation_id: UUID) -> TransferName | None:
    query = select(Transfer.id, Transfer.number).where(Transfer.preparation_id == preparation_id)
    row = (await work.execute(query)).one_or_none()
    return TransferName(*row) if row else None


async def _goods(work: Work, preparation_id: UUID) -> list[Goods]:
    gtin = select(func.min(Gtin.gtin)).where(Gtin.variant_id == Variant.id).scalar_subquery()
    line = PreparationLine
    query = (
        select(line.id, line.quantity, line.picked, line.refused, Product.name, Product.brand, Product.department)
        .add_columns(Variant.sku, Variant.size, Variant.handling, gtin, Location.name, GTINS, _INSTEAD_OF, _REPLACED_BY)
        .add_columns(line.outcome)
        .add_columns(QUESTION.c.state, QUESTION.c.expires_at)
        .select_from(line)
        .join(Variant, Variant.id == line.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(Transfer, Transfer.id == line.transfer_id)
        .outerjoin(Location, Location.id == Transfer.from_id)
        .outerjoin(QUESTION, true())
        .where(line.preparation_id == preparation_id)
        .order_by(Product.department, Product.name, Variant.sku)
    )
    return [Goods(*row) for row in await work.execute(query)]


_original, _ordered, _came = aliased(OrderLine), aliased(Variant), aliased(Variant)
_label = func.concat_ws(" ", Product.name, func.nullif(_ordered.size, ""), func.nullif(_ordered.colour, ""))
_INSTEAD_OF = (
    select(_label)
    .select_from(Allocation)
    .join(OrderLine, OrderLine.id == Allocation.line_id)
    .join(_original, _original.id == OrderLine.replaces_id)
    .join(_ordered, _ordered.id == _original.variant_id)
    .join(Product, Product.id == _ordered.product_id)
    .where(Allocation.id == PreparationLine.allocation_id)
    .correlate(PreparationLine)
    .scalar_subquery()
)
_REPLACED_BY = (
    select(func.string_agg(Product.name, ", "))
    .select_from(Substitution)
    .join(_came, _came.id == Substitution.variant_id)
    .join(Product, Product.id == _came.product_id)
    .where(Substitution.allocation_id == PreparationLine.allocation_id, Substitution.state == "accepted")
    .correlate(PreparationLine)
    .scalar_subquery()
)

QUESTION = (
    select(Substitution.state, Substitution.expires_at)
    .where(Substitution.allocation_id == PreparationLine.allocation_id)
    .where(Substitution.state.in_(("asked", "refused", "expired")))
    .order_by(Substitution.asked_at.desc(), Substitution.id.desc())
    .limit(1)
    .correlate(PreparationLine)
    .lateral("question")
)
"""What the customer was asked last about something else in place of units of a line, and what came of it."""


async def _history(work: Work, preparation_id: UUID) -> list[Happening]:
    """Every event that has words. Work that goods from elsewhere opened begins with their arrival."""
    rows = (await work.execute(happened(preparation_id))).all()
    first = 1 if any(row[1] == "UnitsArrived" and row[4] == 1 for row in rows) else 0
    return [happening(work, *row[:4]) for row in rows[first:]]


def happened(preparation_id: UUID) -> Select[*tuple[Any, ...]]:
    """What has words of all that happened to a preparation: when, as what, by which actor, their name, its version."""
    event: Any = LoggedEvent
    who = literal("staff:") + cast(Staff.id, Text)
    machine = literal("machine:") + cast(ApiKey.id, Text)
    name = func.coalesce(Staff.name, ApiKey.name)
    return (
        select(HAPPENED_AT, event.name, event.actor, name, event.data["version"].as_integer())
        .outerjoin(Staff, who == event.actor)
        .outerjoin(ApiKey, machine == event.actor)
        .where(event.data["preparation_id"].astext == str(preparation_id), event.data.has_key("preparation_id"))
        .where(event.name.in_(WORDS))
        .order_by(HAPPENED_AT, event.id)
    )


def happening(work: Work, at: datetime, name: str, actor: str, person: str | None) -> Happening:
    """One of them in the reader's words."""
    kind = actor.partition(":")[0]
    others = {"machine": N_("The shop site"), "system": N_("Comptoir"), "customer": N_("The customer")}
    who = person or translate(work.locale, others.get(kind, N_("Somebody")))
    return Happening(at, who, translate(work.locale, WORDS[name]))
