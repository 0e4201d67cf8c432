"""What a carrier brings to a customer, as messages tell it: nothing of the person, and no prices."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Select, cast, func, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.rules import Size
from comptoir.fulfilment.tables import Label, Parcel, Preparation, PreparationLine
from comptoir.network.tables import Location
from comptoir.orders.rules import AT_WORK
from comptoir.orders.tables import Allocation, Order, OrderLine
from comptoir.wiring.work import Work


class Box(msgspec.Struct, frozen=True):
    """A parcel and how it travels; what nobody said is None. The weight is in grams, the sides in millimetres.

    `label` is the state of its label, if it has one.
    """

    number: int
    weight: int | None
    carrier: str | None
    service: str | None
    tracking: str | None
    length: int | None = None
    width: int | None = None
    height: int | None = None
    label: str | None = None
    error: str | None = None

    @property
    def size(self) -> Size | None:
        return Size(self.length, self.width, self.height) if self.length and self.width and self.height else None


class ShippedItem(msgspec.Struct, frozen=True):
    """Units of a variant that are in the boxes."""

    name: str
    brand: str
    size: str
    colour: str
    quantity: int


class Shipment(msgspec.Struct, frozen=True):
    """What one location shipped of an order. `rest` units of the order come separately."""

    number: str
    location_name: str
    items: Sequence[ShippedItem]
    boxes: Sequence[Box]
    rest: int


BOX = (
    *(Parcel.number, Parcel.weight, Parcel.carrier, Parcel.service, Parcel.tracking),
    *(Parcel.length, Parcel.width, Parcel.height, Label.state, Label.error),
)


async def shipment(work: Work, preparation_id: UUID) -> Shipment | None:
    """What was shipped by a preparation; None where nothing was."""
    query = (
        select(Order.id, Order.number, Location.name)
        .join(Preparation, Preparation.order_id == Order.id)
        .join(Location, Location.id == Preparation.location_id)
        .where(Preparation.id == preparation_id, Preparation.state == "shipped")
    )
    row = (await work.execute(query)).one_or_none()
    if row is None:
        return None
    items, boxes = await shipped_items(work, preparation_id), await boxes_of(work, preparation_id)
    return Shipment(row.number, row.name, items, boxes, await _rest(work, row.id))


async def boxes_of(work: Work, preparation_id: UUID) -> list[Box]:
    """The boxes of a preparation, in their order."""
    label = (Label.preparation_id == Parcel.preparation_id) & (Label.number == Parcel.number) & (Label.state != "void")
    query = select(*BOX).outerjoin(Label, label).where(Parcel.preparation_id == preparation_id)
    query = query.order_by(Parcel.number)
    return [Box(*row) for row in await work.execute(query)]


async def shipped_items(work: Work, preparation_id: UUID) -> list[ShippedItem]:
    """The goods that are in the boxes of a preparation."""
    picked = cast(func.sum(PreparationLine.picked), BigInteger)
    what = Product.name, Product.brand, Variant.size, Variant.colour
    query: Select[str, str, str, str, int] = (
        select(*what, picked)
        .join(Variant, Variant.product_id == Product.id)
        .join(PreparationLine, PreparationLine.variant_id == Variant.id)
        .where(PreparationLine.preparation_id == preparation_id)
        .group_by(Variant.id, *what)
        .having(picked > 0)
        .order_by(Product.name, Variant.id)
    )
    return [ShippedItem(*row) for row in await work.execute(query)]


async def _rest(work: Work, order_id: UUID) -> int:
    """Units of an order that somebody still serves, or that wait for somebody."""
    served = select(func.coalesce(func.sum(Allocation.quantity), 0)).where(
        Allocation.order_id == order_id, Allocation.state.in_(AT_WORK)
    )
    waiting = select(func.coalesce(func.sum(OrderLine.unplaced), 0)).where(OrderLine.order_id == order_id)
    return int((await work.execute(select(served.scalar_subquery() + waiting.scalar_subquery()))).scalar_one())
