"""Labels that are to be made, and those that are."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Variant
from comptoir.customers.tables import Address, Customer
from comptoir.fulfilment.rules import WrongLabelState
from comptoir.fulfilment.tables import Label, Parcel, Preparation, PreparationLine
from comptoir.kit.errors import N_, NotFound, Refused
from comptoir.network.tables import Location
from comptoir.orders.tables import Order
from comptoir.wiring.work import Work


class End(msgspec.Struct, frozen=True):
    """Who sends, or who receives."""

    name: str
    street: str
    extra: str
    postcode: str
    town: str
    country: str
    phone: str


class LabelTask(msgspec.Struct, frozen=True, kw_only=True):
    """A label that is wanted, with all that a carrier must know; grams and millimetres."""

    id: UUID
    serial: int
    preparation_id: UUID
    number: int
    carrier: str
    service: str
    attempts: int
    reference: str
    weight: int | None
    length: int | None
    width: int | None
    height: int | None
    of: int
    handling: Sequence[str]
    sender: End
    receiver: End


class LabelView(msgspec.Struct, frozen=True):
    """A label and whose it is."""

    id: UUID
    preparation_id: UUID
    location_id: int
    order_number: str
    number: int
    carrier: str
    state: str
    tracking: str | None


class LabelForgotten(Refused):
    status = 410
    slug = "label-forgotten"
    title = N_("This label is no longer kept.")


class LabelFile(msgspec.Struct, frozen=True):
    """What is printed, and the number that stands on it."""

    body: bytes | str
    tracking: str


FILES = {"pdf": "application/pdf", "zpl": "text/plain; charset=utf-8"}
"""The kinds of files."""

FROM, TO = aliased(Location), aliased(Location)
ANY_BOX = aliased(Parcel)
BOXES = select(func.count(ANY_BOX.id)).where(ANY_BOX.preparation_id == Preparation.id).scalar_subquery()
TASK = (
    *(Label.id, Label.serial, Label.preparation_id, Label.number, Label.carrier, Label.service, Label.attempts),
    *(Order.number.label("reference"), Parcel.weight, Parcel.length, Parcel.width, Parcel.height, BOXES.label("of")),
)
SENDER = (FROM.name, FROM.street, FROM.postcode, FROM.town, FROM.country, FROM.phone)
STORE = (TO.name, TO.street, TO.postcode, TO.town, TO.country, TO.phone)
HOME = (Address.name, Address.street, Address.extra, Address.postcode, Address.town, Address.country, Customer.phone)
VIEW = (
    *(Label.id, Label.preparation_id, Preparation.location_id, Order.number),
    *(Label.number, Label.carrier, Label.state, Label.tracking),
)


async def label_task(work: Work, label_id: UUID) -> LabelTask | None:
    """A label that is wanted; None where it is not, or its box is gone."""
    query = (
        select(*TASK)
        .join(Preparation, Preparation.id == Label.preparation_id)
        .join(Order, Order.id == Preparation.order_id)
        .join(Parcel, (Parcel.preparation_id == Preparation.id) & (Parcel.number == Label.number))
        .where(Label.id == label_id, Label.state == "wanted")
    )
    row = (await work.execute(query)).mappings().one_or_none()
    if row is None:
        return None
    sender, receiver = await _ends(work, row["preparation_id"])
    handling = await _handling(work, row["preparation_id"])
    return LabelTask(**row, handling=handling, sender=sender, receiver=receiver)


async def voided(work: Work, label_id: UUID) -> tuple[str, str] | None:
    """Carrier and tracking number of a label that is void; None where it is not, or never was made."""
    query = select(Label.carrier, Label.tracking).where(Label.id == label_id, Label.state == "void")
    row = (await work.execute(query.where(Label.tracking.is_not(None)))).one_or_none()
    return (row.carrier, row.tracking) if row else None


async def label_of(work: Work, preparation_id: UUID, number: int) -> LabelView | None:
    """The label of a box that is not void."""
    live = Label.preparation_id == preparation_id, Label.number == number, Label.state != "void"
    row = (await work.execute(_views().where(*live))).one_or_none()
    return LabelView(*row) if row else None


async def label_file(work: Work, preparation_id: UUID, number: int, kind: str) -> LabelFile:
    """A file of the label of a box. Raises NotFound, WrongLabelState where it is not made, LabelForgotten."""
    found = await label_of(work, preparation_id, number)
    if found is None or kind not in FILES:
        raise NotFound
    if found.state != "made":
        raise WrongLabelState(state=found.state)
    body = (await work.execute(select(getattr(Label, kind)).where(Label.id == found.id))).scalar_one()
    if body is None:
        raise LabelForgotten
    return LabelFile(body, found.tracking or "")


def _views() -> Select[*tuple[Any, ...]]:
    return (
        select(*VIEW)
        .join(Preparation, Preparation.id == Label.preparation_id)
        .join(Order, Order.id == Preparation.order_id)
    )


async def _ends(work: Work, preparation_id: UUID) -> tuple[End, End]:
    sides = len(SENDER)
    query = (
        select(*SENDER, *STORE, *HOME, Customer.name)
        .select_from(Preparation)
        .join(Order, Order.id == Preparation.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .join(FROM, FROM.id == Preparation.location_id)
        .outerjoin(TO, TO.id == Preparation.destination_id)
        .outerjoin(Address, Address.id == Order.address_id)
        .where(Preparation.id == preparation_id)
    )
    row = tuple((await work.execute(query)).one())
    there = row[sides : 2 * sides]
    receiver = _place(*there) if there[0] is not None else _home(*row[2 * sides :])
    return _place(*row[:sides]), receiver


def _place(name: str, street: str, postcode: str, town: str, country: str, phone: str) -> End:
    return End(name, street, "", postcode, town, country, phone)


def _home(name: str | None, *address: str | None) -> End:
    """Where a customer wants it; what is missing is empty."""
    *where, customer = address
    return End(name or customer or "", *(part or "" for part in where))


async def _handling(work: Work, preparation_id: UUID) -> list[str]:
    """What any of the goods needs."""
    needs = select(func.jsonb_array_elements_text(Variant.handling).label("need"))
    needs = needs.join(PreparationLine, PreparationLine.variant_id == Variant.id)
    each = needs.where(PreparationLine.preparation_id == preparation_id, PreparationLine.picked > 0).subquery()
    return list((await work.execute(select(each.c.need).distinct().order_by(each.c.need))).scalars())
