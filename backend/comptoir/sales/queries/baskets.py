"""Read baskets, with what they cost."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Select, func, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.identity.tables import Staff
from comptoir.network.tables import Location
from comptoir.sales.queries.promotions import promotions
from comptoir.sales.rules.baskets import BasketState
from comptoir.sales.rules.pricing import Bill, BillLine, Discount, Item, Promotion, bill
from comptoir.sales.tables import Basket, BasketDiscount, BasketLine
from comptoir.wiring.work import Work


class BasketHead(msgspec.Struct, frozen=True):
    """A basket without what is in it."""

    id: UUID
    location_id: int
    timezone: str
    state: BasketState
    holder_id: int | None
    holder: str | None
    label: str
    note: str
    coupons: list[str]
    currency: str
    version: int
    opened_at: datetime
    changed_at: datetime


class Ware(msgspec.Struct, frozen=True):
    """A line as people read it."""

    id: UUID
    variant_id: int
    sku: str
    name: str
    size: str
    colour: str
    quantity: int
    price: int
    method: str
    cost: BillLine


class BasketView(msgspec.Struct, frozen=True):
    """A basket, what is in it, what was taken off by hand, and what it costs today."""

    head: BasketHead
    wares: Sequence[Ware]
    discounts: Sequence[Discount]
    promotions: Sequence[Promotion]
    bill: Bill


class Parked(msgspec.Struct, frozen=True):
    """A basket that any tablet of the store may go on with."""

    id: UUID
    state: BasketState
    label: str
    holder: str | None
    units: int
    changed_at: datetime


def locking_basket(basket_id: UUID) -> Select[*tuple[Any, ...]]:
    """A basket's head, its row locked."""
    return _heads().where(Basket.id == basket_id).with_for_update(of=Basket)


async def basket_head(work: Work, basket_id: UUID) -> BasketHead | None:
    """A basket without what is in it."""
    row = (await work.execute(_heads().where(Basket.id == basket_id))).one_or_none()
    return BasketHead(*row) if row else None


async def basket_view(work: Work, head: BasketHead) -> BasketView:
    """A basket with what is in it, priced by what counts at its store today."""
    rows, discounts, known = await _lines(work, head.id), await discounts_of(work, head.id), await promotions(work)
    cost = bill(
        [_item(row) for row in rows],
        promotions=known,
        discounts=discounts,
        day=today(work, head),
        store=head.location_id,
        coupons=head.coupons,
    )
    return BasketView(
        head, [_ware(row, line) for row, line in zip(rows, cost.lines, strict=True)], discounts, known, cost
    )


def today(work: Work, head: BasketHead) -> date:
    """The day of the store's calendar."""
    return work.now.astimezone(ZoneInfo(head.timezone)).date()


async def discounts_of(work: Work, basket_id: UUID) -> Sequence[Discount]:
    """What was taken off by hand, in the order in which it was given."""
    columns = BasketDiscount.id, BasketDiscount.line_id, BasketDiscount.form, BasketDiscount.reason
    query = select(*columns, BasketDiscount.given_by.label("by")).where(BasketDiscount.basket_id == basket_id)
    rows = (await work.execute(query.order_by(BasketDiscount.given_at, BasketDiscount.id))).mappings()
    return [msgspec.convert(dict(row), Discount) for row in rows]


async def live_baskets(work: Work, location_id: int) -> Sequence[Parked]:
    """All baskets of a store that may still be bought, the newest first."""
    units = func.coalesce(func.sum(BasketLine.quantity), 0)
    query = (
        select(Basket.id, Basket.state, Basket.label, Staff.name, units, Basket.changed_at)
        .outerjoin(Staff, Staff.id == Basket.holder_id)
        .outerjoin(BasketLine, BasketLine.basket_id == Basket.id)
        .where(Basket.location_id == location_id, Basket.ended_at.is_(None))
        .group_by(Basket.id, Staff.name)
        .order_by(Basket.changed_at.desc(), Basket.id)
    )
    return [Parked(*row) for row in await work.execute(query)]


def _heads() -> Select[*tuple[Any, ...]]:
    columns = [
        Location.timezone if name == "timezone" else Staff.name if name == "holder" else getattr(Basket, name)
        for name in BasketHead.__struct_fields__
    ]
    joined = select(*columns).join(Location, Location.id == Basket.location_id)
    return joined.outerjoin(Staff, Staff.id == Basket.holder_id)


async def _lines(work: Work, basket_id: UUID) -> Sequence[Any]:
    query = (
        select(
            *(BasketLine.id, BasketLine.variant_id, BasketLine.quantity, BasketLine.method),
            *(Variant.sku, Variant.size, Variant.colour, Variant.price, Variant.tax_rate),
            *(Variant.product_id, Product.name, Product.department),
        )
        .join(Variant, Variant.id == BasketLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(BasketLine.basket_id == basket_id)
        .order_by(BasketLine.added_at, BasketLine.id)
    )
    return (await work.execute(query)).all()


def _item(row: Any) -> Item:
    return Item(**{name: getattr(row, name) for name in Item.__struct_fields__})


def _ware(row: Any, cost: BillLine) -> Ware:
    return Ware(**{name: getattr(row, name) for name in Ware.__struct_fields__ if name != "cost"}, cost=cost)
