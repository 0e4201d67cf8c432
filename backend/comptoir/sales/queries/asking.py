"""What customers are asked about something else, as they and those who carry it out see it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Product, Variant
from comptoir.customers.tables import Customer
from comptoir.network.tables import Location
from comptoir.orders.tables import Allocation, Order, OrderLine, Substitution
from comptoir.wiring.work import Work


class Asked(msgspec.Struct, frozen=True):
    """A question, as far as it goes; `offers` are prices of a unit by variant."""

    id: UUID
    order_id: UUID
    line_id: UUID
    allocation_id: UUID
    quantity: int
    reason: str
    found: int | None
    state: str
    expires_at: datetime | None
    variant_id: int | None
    offers: dict[int, int]


class Item(msgspec.Struct, frozen=True):
    """Goods as a customer knows them, and what one costs them, in minor units with tax."""

    variant_id: int
    name: str
    brand: str
    size: str
    colour: str
    price: int


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer is asked: so many units of something can't be found at a store, and what they may have instead.

    `chosen` is what they took, if they did; `is_cancelled` says that there is no order any more.
    """

    id: UUID
    order_id: UUID
    number: str
    currency: str
    locale: str
    store: str
    timezone: str
    state: str
    quantity: int
    expires_at: datetime
    missing: Item
    offers: list[Item]
    chosen: Item | None
    is_cancelled: bool


async def order_of(work: Work, substitution_id: UUID) -> UUID | None:
    """The order that a question is about; None where there is no such question."""
    return (await work.execute(select(Substitution.order_id).where(Substitution.id == substitution_id))).scalar()


async def asked(work: Work, substitution_id: UUID) -> Asked | None:
    """A question whose order is locked."""
    columns = [getattr(Substitution, name) for name in Asked.__struct_fields__]
    row = (await work.execute(select(*columns).where(Substitution.id == substitution_id))).one_or_none()
    return Asked(*row[:-1], offers={each["variant_id"]: each["price"] for each in row.offers}) if row else None


async def pending(work: Work, allocation_id: UUID) -> UUID | None:
    """What the customer is asked about a slice at the moment, if anything."""
    where = Substitution.allocation_id == allocation_id, Substitution.state == "asked"
    return (await work.execute(select(Substitution.id).where(*where))).scalar()


async def due(work: Work) -> UUID | None:
    """A question whose time is over, the oldest first."""
    query = select(Substitution.id).where(Substitution.state == "asked", Substitution.expires_at <= work.now)
    return (await work.execute(query.order_by(Substitution.expires_at, Substitution.id).limit(1))).scalar()


async def question(work: Work, substitution_id: UUID) -> Question | None:
    """A question for its customer; None where nobody was asked by mail."""
    row = (await work.execute(_QUESTION.where(Substitution.id == substitution_id))).mappings().one_or_none()
    if row is None:
        return None
    fields: dict[str, Any] = {name: row[name] for name in Question.__struct_fields__ if name in row}
    prices = {each["variant_id"]: each["price"] for each in row["offered"]}
    goods = await _items(work, {row["variant_id"]: row["price"], **prices})
    return Question(
        **fields,
        missing=goods[row["variant_id"]],
        offers=[goods[variant_id] for variant_id in prices],
        chosen=goods.get(row["chosen_id"]),
    )


async def _items(work: Work, prices: dict[int, int]) -> dict[int, Item]:
    goods = Variant.id, Product.name, Product.brand, Variant.size, Variant.colour
    query = select(*goods).join(Product, Product.id == Variant.product_id).where(Variant.id.in_(prices))
    rows: Sequence[Any] = (await work.execute(query)).all()
    return {row[0]: Item(*row, price=prices[row[0]]) for row in rows}


_at = aliased(Location)
_QUESTION = (
    select(
        *(getattr(Substitution, name) for name in ("id", "order_id", "state", "quantity", "expires_at")),
        *(getattr(Order, name) for name in ("number", "currency")),
        *(OrderLine.variant_id, OrderLine.price, Customer.locale, _at.timezone),
        _at.name.label("store"),
        (Order.status == "cancelled").label("is_cancelled"),
        Substitution.offers.label("offered"),
        Substitution.variant_id.label("chosen_id"),
    )
    .join(Order, Order.id == Substitution.order_id)
    .join(OrderLine, OrderLine.id == Substitution.line_id)
    .join(Customer, Customer.id == Order.customer_id)
    .join(Allocation, Allocation.id == Substitution.allocation_id)
    .join(_at, _at.id == Allocation.location_id)
    .where(Substitution.expires_at.is_not(None))
)
