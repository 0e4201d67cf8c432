"""What somebody practises on: real goods of their store, and an order that nobody placed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.fulfilment.queries.details import Details, Goods
from comptoir.fulfilment.rules.practice import UNITS, Practice
from comptoir.fulfilment.tables import PracticeOrder
from comptoir.kit.errors import N_
from comptoir.stock.tables import StockLevel
from comptoir.wiring.pages import translate
from comptoir.wiring.work import Work

PROMISED = timedelta(minutes=30)
CUSTOMER, NUMBER = N_("Nobody real"), N_("Practice")


async def practice_of(work: Work, staff_id: int) -> Practice | None:
    """How far somebody is; None where they never began."""
    query = select(PracticeOrder.progress).where(PracticeOrder.staff_id == staff_id)
    kept = (await work.execute(query)).scalar_one_or_none()
    return msgspec.convert(kept, Practice) if kept else None


async def goods_to_practise_on(work: Work, *, location_id: int) -> tuple[int, ...]:
    """The variants that the store has most of, each of another department where it can be, as a screen lists them."""
    rank = func.row_number().over(partition_by=Product.department, order_by=StockLevel.on_hand.desc())
    ranked = (
        select(StockLevel.variant_id, StockLevel.on_hand, Product.department, Product.name, rank.label("rank"))
        .join(Variant, Variant.id == StockLevel.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(StockLevel.location_id == location_id, StockLevel.on_hand > 0)
        .subquery()
    )
    chosen = select(ranked).order_by(ranked.c.rank, ranked.c.on_hand.desc()).limit(len(UNITS)).subquery()
    query = select(chosen.c.variant_id).order_by(chosen.c.department, chosen.c.name)
    return tuple((await work.execute(query)).scalars())


async def practice_details(work: Work, practice: Practice) -> Details:
    """The order as its screen shows one, held by whoever practises."""
    lines = await _lines(work, practice)
    fields: dict[str, Any] = {
        "id": line_id(0),
        "order_id": line_id(0),
        "location_id": work.actor.location_id,
        "version": practice.acts,
        "method": "collect",
        "destination": None,
        "state": practice.state,
        "number": translate(work.locale, NUMBER),
        "customer": translate(work.locale, CUSTOMER),
        "promise_at": practice.began_at + PROMISED,
        "units": sum(line.quantity for line in lines),
        "lines": lines,
        "units_picked": sum(line.picked for line in lines),
        "units_refused": sum(line.refused for line in lines),
        "waiting_units": 0,
        "holder": None if practice.state == "open" else work.actor.name,
        "holder_id": None if practice.state == "open" else work.actor.staff_id,
        "bin": practice.bin or None,
        "code": "",
        "escalated": False,
        "rang": 0,
        "handling": [],
        "departments": sorted({line.department for line in lines}),
        "ready_at": None,
        "told_at": None,
        "expires_at": None,
        "boxes": (),
        "transfer": None,
        "history": [],
        "undo_until": None,
        "substitutes": "none",
    }
    return Details(**fields)


def line_id(number: int) -> UUID:
    """The id of its line of a number from 1; 0 is the order's own. They are nobody else's."""
    return UUID(int=number)


async def _lines(work: Work, practice: Practice) -> list[Goods]:
    gtin = select(func.min(Gtin.gtin)).where(Gtin.variant_id == Variant.id).scalar_subquery()
    gtins = select(func.coalesce(func.array_agg(Gtin.gtin), [])).where(Gtin.variant_id == Variant.id).scalar_subquery()
    query = (
        select(Variant.id, Product.name, Product.brand, Product.department, Variant.sku, Variant.size, gtin, gtins)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.id.in_(practice.goods))
    )
    found = {row[0]: row for row in await work.execute(query)}
    return [_goods(number, practice, found[variant_id]) for number, variant_id in enumerate(practice.goods, start=1)]


def _goods(number: int, practice: Practice, row: Any) -> Goods:
    _, name, brand, department, sku, size, gtin, gtins = row
    line = practice.lines[number - 1]
    return Goods(
        line_id(number), line.quantity, line.picked, line.refused, name, brand, department, sku, size, [], gtin, None,
        gtins,
    )  # fmt: skip
