"""Goods on their way back to their shelf, by store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, func, select

from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.fulfilment.queries.goods import GTINS, codes
from comptoir.fulfilment.tables import Preparation, PutBack
from comptoir.orders.tables import Order
from comptoir.wiring.work import Work

LEFT = PutBack.quantity - PutBack.shelved - PutBack.damaged - PutBack.missing - PutBack.given


class LockedPutBack(msgspec.Struct, frozen=True):
    """Units on their way back, locked; `left` are those of which nobody said yet what became of them."""

    id: UUID
    location_id: int
    variant_id: int
    reservation_id: UUID
    left: int
    order_number: str


def locking_put_backs() -> Select[*tuple[Any, ...]]:
    """A query that locks them."""
    return (
        select(PutBack.id, PutBack.location_id, PutBack.variant_id, PutBack.reservation_id, LEFT, Order.number)
        .join(Preparation, Preparation.id == PutBack.preparation_id)
        .join(Order, Order.id == Preparation.order_id)
        .with_for_update(of=PutBack)
    )


class ToPutBack(msgspec.Struct, frozen=True):
    """Units of a variant that are to be put back: where they stand now, whose they were, and why they come back."""

    id: UUID
    preparation_id: UUID
    number: str
    because: str
    stands: str | None
    opened_at: datetime
    left: int
    quantity: int
    name: str
    brand: str
    size: str
    colour: str
    sku: str
    department: str
    handling: list[str]
    gtin: str | None
    gtins: Sequence[str] = ()

    @property
    def codes(self) -> list[str]:
        """All that a scanner may read on it."""
        return codes(self.sku, self.gtins)

    @property
    def facts(self) -> dict[str, str | int]:
        """What a tap may change of it, as its template names it."""
        return {"left": self.left}


async def to_put_back(work: Work, location_id: int) -> list[ToPutBack]:
    """All of it, department by department, as one walks."""
    here = PutBack.location_id == location_id, PutBack.ended_at.is_(None)
    query = _views().where(*here).order_by(Product.department, Product.name, PutBack.opened_at, PutBack.id)
    return [ToPutBack(*row) for row in await work.execute(query)]


async def one_to_put_back(work: Work, put_back_id: UUID) -> ToPutBack | None:
    """One, also where nothing of it is left; None where there is none."""
    row = (await work.execute(_views().where(PutBack.id == put_back_id))).one_or_none()
    return ToPutBack(*row) if row else None


def _views() -> Select[*tuple[Any, ...]]:
    gtin = select(func.min(Gtin.gtin)).where(Gtin.variant_id == Variant.id).scalar_subquery()
    return (
        select(PutBack.id, PutBack.preparation_id, Order.number, PutBack.because, PutBack.stands, PutBack.opened_at)
        .add_columns(LEFT, PutBack.quantity, Product.name, Product.brand, Variant.size, Variant.colour, Variant.sku)
        .add_columns(Product.department, Variant.handling, gtin, GTINS)
        .join(Preparation, Preparation.id == PutBack.preparation_id)
        .join(Order, Order.id == Preparation.order_id)
        .join(Variant, Variant.id == PutBack.variant_id)
        .join(Product, Product.id == Variant.product_id)
    )


async def units_to_put_back(work: Work, location_id: int) -> int:
    """How many units there are."""
    query = select(func.coalesce(func.sum(LEFT), 0)).where(
        PutBack.location_id == location_id, PutBack.ended_at.is_(None)
    )
    return int((await work.execute(query)).scalar_one())


async def location_of_put_back(work: Work, put_back_id: UUID) -> int | None:
    """Where units are to be put back; None where there are no such."""
    return (await work.execute(select(PutBack.location_id).where(PutBack.id == put_back_id))).scalar()
