"""What of a preparation's line is missing, and what there is at the location that could stand in for it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, func, literal, or_, select

from comptoir.catalogue.rules.reading import quoted
from comptoir.catalogue.rules.words import words
from comptoir.catalogue.tables import Product, ProductDocument, Variant
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.orders.tables import Allocation, Order, OrderLine
from comptoir.sales.rules.alternatives import CHEAPEST, DEAREST, Offer, Ware, alternatives
from comptoir.stock.queries import FREE, available
from comptoir.stock.tables import StockLevel, StockShelf
from comptoir.wiring.work import Work

MOST_LOOKED_AT = 200


class Missing(msgspec.Struct, frozen=True):
    """A line of a preparation of which `left` units are neither picked nor refused.

    `rest` are the other units that the location prepares of the order. The price is the order's. `wish` is what the
    customer said of something else.
    """

    preparation_id: UUID
    line_id: UUID
    order_id: UUID
    order_number: str
    wish: str
    order_line_id: UUID
    allocation_id: UUID
    location_id: int
    method: str
    channel: str
    price: int
    left: int
    rest: int
    ware: Ware


class Alternative(msgspec.Struct, frozen=True):
    """What could stand in, as a preparer sees it; `price` is today's, in minor units with tax."""

    variant_id: int
    sku: str
    name: str
    brand: str
    size: str
    colour: str
    price: int
    available: int
    shelf: str | None
    is_same_product: bool


async def missing(work: Work, preparation_id: UUID, line_id: UUID) -> Missing | None:
    """A line of a preparation; None where there is no such line."""
    row = (await work.execute(_MISSING.where(Preparation.id == preparation_id, PreparationLine.id == line_id))).first()
    if row is None:
        return None
    head, ware = row[: len(_HEAD)], row[len(_HEAD) :]
    return Missing(preparation_id, line_id, *head, ware=_ware(ware))


async def alternatives_to(work: Work, wanted: Missing) -> list[Alternative]:
    """What the location has that could stand in for what is missing, the best first."""
    rows = (await work.execute(_candidates(wanted))).all()
    offers = [Offer(_ware(row[: len(_WARE)]), row.available) for row in rows]
    shown = {row.id: row for row in rows}
    best = alternatives(wanted.ware, offers, units=wanted.left)
    return [_alternative(wanted, offer, shown[offer.ware.variant_id]) for offer in best]


class Found(msgspec.Struct, frozen=True):
    """A variant that somebody chose, and what it is called."""

    ware: Ware
    label: str
    tax_rate: Decimal


async def chosen(work: Work, variant_id: int) -> Found | None:
    """A variant, wherever it is; None where there is none."""
    query = select(*_WARE, Variant.tax_rate).join(Product, Product.id == Variant.product_id)
    row = (await work.execute(query.where(Variant.id == variant_id))).one_or_none()
    if row is None:
        return None
    ware = _ware(row[: len(_WARE)])
    return Found(ware, " ".join(filter(None, (ware.name, ware.size, ware.colour))), row.tax_rate)


_WARE = (
    Variant.id,
    Variant.product_id,
    Product.department,
    Product.name,
    Product.brand,
    Variant.size,
    Variant.colour,
    Variant.price,
    Variant.handling,
    Product.popularity,
)
_ALL = (
    select(func.sum(PreparationLine.quantity - PreparationLine.refused))
    .where(PreparationLine.preparation_id == Preparation.id)
    .correlate(Preparation)
    .scalar_subquery()
)
_HEAD = (
    Preparation.order_id,
    Order.number,
    Order.substitutes,
    OrderLine.id,
    Allocation.id,
    Preparation.location_id,
    Preparation.method,
    Order.channel,
    OrderLine.price,
    PreparationLine.quantity - PreparationLine.picked - PreparationLine.refused,
    _ALL - (PreparationLine.quantity - PreparationLine.picked - PreparationLine.refused),
)
_MISSING = (
    select(*_HEAD, *_WARE)
    .select_from(Preparation)
    .join(PreparationLine, PreparationLine.preparation_id == Preparation.id)
    .join(Allocation, Allocation.id == PreparationLine.allocation_id)
    .join(OrderLine, OrderLine.id == Allocation.line_id)
    .join(Order, Order.id == Preparation.order_id)
    .join(Variant, Variant.id == PreparationLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
)


def _ware(row: Sequence[Any]) -> Ware:
    fields: dict[str, Any] = dict(zip(Ware.__struct_fields__, row, strict=True))
    fields["handling"] = tuple(fields["handling"])
    return Ware(**fields)


def _candidates(wanted: Missing) -> Select[*tuple[Any, ...]]:
    """The same product's variants, and those of the department that are called most alike, at such a price."""
    ware = wanted.ware
    is_same = Variant.product_id == ware.product_id
    lowest, highest = ware.price * CHEAPEST // 100, ware.price * DEAREST // 100
    is_like = Product.department == ware.department, Variant.price.between(lowest, highest)
    alike = func.coalesce(func.ts_rank(ProductDocument.document, _called(ware.name)), 0)
    return (
        select(*_WARE, Variant.sku, StockShelf.shelf, available(literal(wanted.channel)).label("available"))
        .join(Product, Product.id == Variant.product_id)
        .join(StockLevel, StockLevel.variant_id == Variant.id)
        .outerjoin(ProductDocument, ProductDocument.product_id == Product.id)
        .outerjoin(StockShelf, (StockShelf.variant_id == Variant.id) & (StockShelf.location_id == wanted.location_id))
        .where(StockLevel.location_id == wanted.location_id, FREE > 0, Variant.id != ware.variant_id)
        .where(or_(is_same, is_like[0] & is_like[1]))
        .order_by(is_same.desc(), alike.desc(), func.abs(Variant.price - ware.price), Variant.id)
        .limit(MOST_LOOKED_AT)
    )


def _called(name: str) -> ColumnElement[Any]:
    return func.to_tsquery("simple", "|".join(map(quoted, words(name))))


def _alternative(wanted: Missing, offer: Offer, row: Any) -> Alternative:
    ware = offer.ware
    return Alternative(
        variant_id=ware.variant_id,
        sku=row.sku,
        name=ware.name,
        brand=ware.brand,
        size=ware.size,
        colour=ware.colour,
        price=ware.price,
        available=offer.available,
        shelf=row.shelf,
        is_same_product=ware.product_id == wanted.ware.product_id,
    )
