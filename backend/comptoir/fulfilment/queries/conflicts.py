"""What was done offline and does not fit, as its store sees it: one card for one person and one thing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from comptoir.catalogue.queries import variant_by_code
from comptoir.catalogue.tables import Product, Variant
from comptoir.customers.rules import short_name
from comptoir.customers.tables import Customer
from comptoir.fulfilment.queries.details import HAPPENED_AT, Happening, happened, happening
from comptoir.fulfilment.queries.late import LEAVING
from comptoir.fulfilment.rules.conflicts import COMMAND_WORDS, Resolution, remedies
from comptoir.fulfilment.tables import (
    Conflict,
    Count,
    Preparation,
    PreparationLine,
    PutBack,
    Tote,
    Transfer,
    TransferLine,
    Wave,
)
from comptoir.identity.tables import ApiKey, Staff
from comptoir.kit.errors import refusal_of
from comptoir.orders.tables import Order
from comptoir.wiring.pages import sentence, translate
from comptoir.wiring.tables import LoggedEvent
from comptoir.wiring.work import Work

MOST, FEW = 50, 3


class Deed(msgspec.Struct, frozen=True):
    """What somebody did offline: when, in words, and with which goods."""

    at: datetime
    what: str
    units: int
    goods: str | None


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What one person did with one thing, what was in its way, what happened meanwhile, and what can be done.

    `href` leads to the thing, `number` is its name and `customer` who it is for, where there is one.
    """

    id: UUID
    who: str
    number: str | None
    customer: str | None
    href: str | None
    deeds: Sequence[Deed]
    reason: str
    is_entered: bool
    state: str | None
    meanwhile: Sequence[Happening]
    remedies: Sequence[Resolution]


async def cards_of(work: Work, location_id: int, *, preparation_id: UUID | None = None) -> list[Card]:
    """The cards of a store, the oldest first; or those of one preparation."""
    which = [Conflict.location_id == location_id]
    if preparation_id is not None:
        which = [Conflict.preparation_id == preparation_id]
    rows = (await work.execute(_open(*which))).all()
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row.thing)]
    return [await _card(work, group) for group in sorted(groups, key=lambda group: group[0].acted_at)]


async def place_of(work: Work, conflict_id: UUID) -> tuple[int, UUID | None]:
    """The store that it is shown to, and the preparation that it is about. It is known to be there."""
    query = select(Conflict.location_id, Conflict.preparation_id).where(Conflict.id == conflict_id)
    row = (await work.execute(query)).one()
    return row[0], row[1]


def together(conflict_id: UUID) -> Select[*tuple[Any, ...]]:
    """The ids of the conflicts on the same card: of the same person, on the same thing."""
    one = aliased(Conflict)
    same = [
        getattr(Conflict, name).is_not_distinct_from(getattr(one, name))
        for name in ("location_id", "staff_id", "machine_id", "preparation_id", "transfer_id", "count_id", "is_entered")
    ]
    is_about_something = or_(*(getattr(one, name).is_not(None) for name in THINGS))
    of_one = select(one.id).where(one.id == conflict_id, is_about_something, *same).exists()
    return select(Conflict.id).where(or_(Conflict.id == conflict_id, of_one))


THINGS = ("preparation_id", "transfer_id", "count_id")


async def about(work: Work, said: Mapping[str, str], *, location_id: int) -> dict[str, Any]:
    """What a command was about, by what was said with it, where that is this store's; and the goods."""
    found: dict[str, Any] = dict.fromkeys((*THINGS, "variant_id")) | {"location_id": location_id}
    for name, query in _at(location_id).items():
        if name in said:
            found[name] = (await work.execute(query.where(query.selected_columns[0] == UUID(said[name])))).scalar()
    if "put_back_id" in said:
        return found | await _to_put_back(work, UUID(said["put_back_id"]), location_id)
    if found["preparation_id"] is None:
        found["preparation_id"] = await _in_wave(work, said, location_id)
    return found | {"variant_id": await _variant(work, said)}


async def _to_put_back(work: Work, put_back_id: UUID, location_id: int) -> dict[str, Any]:
    """The preparation and the goods of what was on the list of a store."""
    query = select(PutBack.preparation_id, PutBack.variant_id).where(PutBack.id == put_back_id)
    row = (await work.execute(query.where(PutBack.location_id == location_id))).mappings().one_or_none()
    return dict(row or {})


async def _in_wave(work: Work, said: Mapping[str, str], location_id: int) -> UUID | None:
    """The preparation that a command of a wave was about, by the tote or the line that was said."""
    if "wave_id" not in said or not {"line_id", "number"} & set(said):
        return None
    query = select(Tote.preparation_id).join(Wave, Wave.id == Tote.wave_id)
    query = query.where(Tote.wave_id == UUID(said["wave_id"]), Wave.location_id == location_id)
    if "number" in said:
        return (await work.execute(query.where(Tote.number == int(said["number"])))).scalar()
    of_line = select(PreparationLine.preparation_id).where(PreparationLine.id == UUID(said["line_id"]))
    return (await work.execute(query.where(Tote.preparation_id == of_line.scalar_subquery()))).scalar()


def _at(location_id: int) -> dict[str, Select[*tuple[Any, ...]]]:
    here = or_(Transfer.from_id == location_id, Transfer.to_id == location_id)
    return {
        "preparation_id": select(Preparation.id).where(Preparation.location_id == location_id),
        "transfer_id": select(Transfer.id).where(here),
        "count_id": select(Count.id).where(Count.location_id == location_id),
    }


async def _variant(work: Work, said: Mapping[str, str]) -> int | None:
    if "line_id" in said:
        for line in (PreparationLine, TransferLine):
            query = select(line.variant_id).where(line.id == UUID(said["line_id"]))
            if (variant_id := (await work.execute(query)).scalar()) is not None:
                return variant_id
    if said.get("variant_id", "").isdecimal():
        query = select(Variant.id).where(Variant.id == int(said["variant_id"]))
        return (await work.execute(query)).scalar()
    variant = await variant_by_code(work, said["code"]) if said.get("code") else None
    return variant.id if variant else None


def _open(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    thing = func.concat_ws(
        ":",
        Conflict.staff_id,
        Conflict.machine_id,
        Conflict.is_entered,
        func.coalesce(Conflict.preparation_id, Conflict.transfer_id, Conflict.count_id, Conflict.id),
    )
    number = func.coalesce(Order.number, Transfer.number, Count.department)
    return (
        select(Conflict.id, Conflict.staff_id, Conflict.actor, Conflict.command, Conflict.said, Conflict.reason)
        .add_columns(Conflict.facts, Conflict.is_entered, Conflict.acted_at, Conflict.preparation_id)
        .add_columns(Conflict.transfer_id, Conflict.count_id, thing.label("thing"), number.label("number"))
        .add_columns(func.coalesce(Staff.name, ApiKey.name).label("who"))
        .add_columns(Customer.name.label("customer"), Product.name.label("goods"))
        .add_columns(Preparation.state, Preparation.holder_id, Preparation.machine_id)
        .outerjoin(Staff, Staff.id == Conflict.staff_id)
        .outerjoin(ApiKey, ApiKey.id == Conflict.machine_id)
        .outerjoin(Preparation, Preparation.id == Conflict.preparation_id)
        .outerjoin(Order, Order.id == Preparation.order_id)
        .outerjoin(Customer, Customer.id == Order.customer_id)
        .outerjoin(Transfer, Transfer.id == Conflict.transfer_id)
        .outerjoin(Count, Count.id == Conflict.count_id)
        .outerjoin(Variant, Variant.id == Conflict.variant_id)
        .outerjoin(Product, Product.id == Variant.product_id)
        .where(Conflict.resolved_at.is_(None), *which)
        .order_by("thing", Conflict.acted_at, Conflict.id)
        .limit(MOST)
    )


async def _card(work: Work, rows: Sequence[Any]) -> Card:
    first = rows[0]
    left = (row for row in rows if first.is_entered and row.command in LEAVING)
    why = next(left, first)  # the rest was on the way to that
    return Card(
        id=first.id,
        who=first.who,
        number=first.number,
        customer=short_name(first.customer) if first.customer else None,
        href=_href(first),
        deeds=list(_deeds(work, rows)),
        reason=sentence(work.locale, refusal_of(why.reason, why.facts)),
        is_entered=first.is_entered,
        state=first.state,
        meanwhile=await _meanwhile(work, first),
        remedies=remedies(
            {row.command for row in rows},
            is_entered=first.is_entered,
            state=first.state,
            is_held_by_other=first.machine_id is not None or first.holder_id not in (None, first.staff_id),
        ),
    )


def _href(row: Any) -> str | None:
    paths = {"preparations": row.preparation_id, "transfers": row.transfer_id, "counts": row.count_id}
    return next((f"/{path}/{it}" for path, it in paths.items() if it is not None), None)


def _deeds(work: Work, rows: Iterable[Any]) -> Iterable[Deed]:
    """What was done, in its order; the same with the same goods in a row is said once."""
    for (command, goods), same in groupby(rows, key=lambda row: (row.command, row.goods)):
        deeds = list(same)
        units = sum(_units(row.said) for row in deeds) if goods else 0
        yield Deed(deeds[0].acted_at, translate(work.locale, COMMAND_WORDS[command]), units, goods)


def _units(said: Mapping[str, str]) -> int:
    quantity = said.get("quantity", "1")
    return int(quantity) if quantity.isdecimal() else 1


async def _meanwhile(work: Work, first: Any) -> list[Happening]:
    """The last things that others did with a preparation since then."""
    if first.preparation_id is None:
        return []
    others = LoggedEvent.actor != first.actor, HAPPENED_AT.between(first.acted_at, work.now)
    rows = (await work.execute(happened(first.preparation_id).where(*others))).all()
    return [happening(work, *row[:4]) for row in rows[-FEW:]]
