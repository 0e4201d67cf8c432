"""A wave as its screen shows it: the stops of the walk, and the totes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping, and_, func, select, true
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.customers.rules import short_name
from comptoir.customers.tables import Customer
from comptoir.fulfilment.queries.details import QUESTION
from comptoir.fulfilment.queries.goods import GTINS
from comptoir.fulfilment.queries.wave_views import Part, StopView, ToteView, Wanting, WaveHead, WaveView
from comptoir.fulfilment.rules.waves import standing, walk
from comptoir.fulfilment.tables import Preparation, PreparationLine, Tote, Wave
from comptoir.identity.rules import RIGHTS, Right
from comptoir.identity.tables import ApiKey, Staff, StaffLocation
from comptoir.orders.tables import Order
from comptoir.stock.tables import StockShelf
from comptoir.wiring.work import Work


class Colleague(msgspec.Struct, frozen=True):
    """Somebody who could go on with a wave."""

    id: int
    name: str


_OFFERED = aliased(Staff)
_HEADS = (
    select(Wave.id, Wave.location_id, Wave.state, Wave.version, Wave.holder_id, Wave.offered_to_id, Wave.opened_at)
    .add_columns(Staff.name.label("holder"), _OFFERED.name.label("offered_to"))
    .join(Staff, Staff.id == Wave.holder_id)
    .outerjoin(_OFFERED, _OFFERED.id == Wave.offered_to_id)
)


async def wave(work: Work, wave_id: UUID) -> WaveView | None:
    """One wave whole; None where there is none."""
    row = (await work.execute(_HEADS.where(Wave.id == wave_id))).mappings().one_or_none()
    if row is None:
        return None
    totes = await _totes(work, row)
    stops = await _stops(work, row, [tote for tote in totes if tote.standing in ("picking", "picked")])
    version = row["version"] + sum(tote.version for tote in totes)
    return WaveView(**{**row, "version": version}, **_counts(totes), totes=totes, stops=stops)


async def open_waves(work: Work, *, location_id: int) -> list[WaveHead]:
    """The waves that run at a location, the oldest first."""
    where = Wave.location_id == location_id, Wave.state == "open"
    rows = (await work.execute(_HEADS.where(*where).order_by(Wave.opened_at, Wave.id))).mappings().all()
    return [WaveHead(**row, **_counts(await _totes(work, row))) for row in rows]


async def location_of_wave(work: Work, wave_id: UUID) -> int | None:
    """Where a wave is picked; None where there is none."""
    return (await work.execute(select(Wave.location_id).where(Wave.id == wave_id))).scalar()


async def tote_of(work: Work, wave_id: UUID, number: int) -> UUID | None:
    """The preparation that is picked into a tote."""
    query = select(Tote.preparation_id).where(Tote.wave_id == wave_id, Tote.number == number)
    return (await work.execute(query)).scalar()


async def wanting(work: Work, wave_id: UUID, variant_id: int) -> list[Wanting]:
    """The totes of a wave that still want a variant; who goes without first, if units are missing, comes first."""
    found = await wave(work, wave_id)
    parts = [each for stop in found.stops if stop.variant_id == variant_id for each in stop.parts] if found else []
    totes = {tote.number: tote for tote in found.totes} if found else {}
    return [
        Wanting(each.tote, each.preparation_id, each.line_id, tote.order_number, tote.customer, each.left)
        for each in sorted(parts, key=_urgency, reverse=True)
        if each.left and (tote := totes[each.tote])
    ]


async def colleagues(work: Work, *, location_id: int) -> list[Colleague]:
    """Who may prepare at a location, by name."""
    roles = [role for role, rights in RIGHTS.items() if Right.PREPARE in rights]
    query = (
        select(Staff.id, Staff.name)
        .join(StaffLocation, StaffLocation.staff_id == Staff.id)
        .where(StaffLocation.location_id == location_id, Staff.active, Staff.role.in_(roles))
    )
    return [Colleague(*row) for row in await work.execute(query.order_by(Staff.name, Staff.id))]


def _counts(totes: Iterable[ToteView]) -> dict[str, Any]:
    mine = [tote for tote in totes if tote.standing in ("picking", "picked", "over")]
    return {"orders": len(mine), "units": sum(each.due for each in mine), "picked": sum(each.picked for each in mine)}


async def _totes(work: Work, head: RowMapping) -> list[ToteView]:
    line = PreparationLine
    sums = [func.sum(getattr(line, name)).label(name) for name in ("quantity", "picked", "refused")]
    goods = select(*sums).where(line.preparation_id == Preparation.id).lateral("goods")
    query = (
        select(Tote.number, Tote.preparation_id, Order.number.label("order_number"), Customer.name.label("customer"))
        .add_columns(Preparation.method, Preparation.state, Preparation.version, Preparation.promise_at)
        .add_columns(Preparation.bin, func.coalesce(Staff.name, ApiKey.name).label("holder"))
        .add_columns(Preparation.holder_id, Tote.put_back_at)
        .add_columns(goods.c.quantity, goods.c.picked, goods.c.refused)
        .join(Preparation, Preparation.id == Tote.preparation_id)
        .join(Order, Order.id == Preparation.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(Staff, Staff.id == Preparation.holder_id)
        .outerjoin(ApiKey, ApiKey.id == Preparation.machine_id)
        .join(goods, goods.c.quantity.is_not(None))
        .where(Tote.wave_id == head["id"])
        .order_by(Tote.number)
    )
    return [_tote(head["holder_id"], dict(row)) for row in (await work.execute(query)).mappings()]


def _tote(holder_id: int, row: dict[str, Any]) -> ToteView:
    is_held, put_back_at = row.pop("holder_id") == holder_id, row.pop("put_back_at")
    row["customer"] = short_name(row["customer"])
    row["units"], row["picked"], row["refused"] = (int(row.pop(name)) for name in ("quantity", "picked", "refused"))
    stands = standing(row["state"], is_held=is_held, picked=row["picked"], is_put_back=put_back_at is not None)
    return ToteView(**row, standing=stands)


async def _stops(work: Work, head: RowMapping, totes: Iterable[ToteView]) -> list[StopView]:
    parts = await _parts(work, {tote.preparation_id: tote for tote in totes})
    shelf = and_(StockShelf.variant_id == Variant.id, StockShelf.location_id == head["location_id"])
    gtin = select(func.min(Gtin.gtin)).where(Gtin.variant_id == Variant.id).scalar_subquery()
    query = (
        select(Variant.id.label("variant_id"), Variant.sku, Product.name, Product.brand, Variant.size, Variant.colour)
        .add_columns(Product.department, Variant.handling, gtin.label("gtin"), StockShelf.shelf, GTINS.label("gtins"))
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(StockShelf, shelf)
        .where(Variant.id.in_(list(parts)))
    )
    rows = (await work.execute(query)).mappings()
    return walk(StopView(**row, parts=parts[row["variant_id"]]) for row in rows)


async def _parts(work: Work, totes: dict[UUID, ToteView]) -> dict[int, list[Part]]:
    line = PreparationLine
    query = (
        select(line.variant_id, line.preparation_id, line.id, line.quantity, line.picked, line.refused)
        .add_columns(QUESTION.c.state, QUESTION.c.expires_at)
        .outerjoin(QUESTION, true())
        .where(line.preparation_id.in_(list(totes)))
        .order_by(line.id)
    )
    parts: dict[int, list[Part]] = {}
    for variant_id, preparation_id, *of in await work.execute(query):
        tote = totes[preparation_id]
        part = Part(tote.number, preparation_id, of[0], tote.promise_at, *of[1:])
        parts.setdefault(variant_id, []).append(part)
    return {variant: sorted(each, key=_urgency) for variant, each in parts.items()}


def _urgency(part: Part) -> tuple[datetime, int]:
    """They are filled in this order (rules.waves.choose)."""
    return part.promise_at, part.tote
