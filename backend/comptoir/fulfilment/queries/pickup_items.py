"""The goods of an order as its customer may see them: how many come, are looked for, or are missing."""

from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Product, Variant
from comptoir.orders.tables import Allocation, OrderLine
from comptoir.wiring.work import Work


class Item(msgspec.Struct, frozen=True):
    """A line. Nobody serves the `searching` units yet; the `missing` ones will not come and are not charged.

    The `moving` ones are on their way to the store from another. It may have come `instead_of` something.
    """

    name: str
    brand: str
    size: str
    colour: str
    quantity: int
    searching: int
    missing: int
    moving: int
    instead_of: str | None = None


_original, _ordered, _style = aliased(OrderLine), aliased(Variant), aliased(Product)
INSTEAD_OF = (
    select(_style.name)
    .join(_ordered, _ordered.product_id == _style.id)
    .join(_original, _original.variant_id == _ordered.id)
    .where(_original.id == OrderLine.replaces_id)
    .correlate(OrderLine)
    .scalar_subquery()
)


async def items_of(work: Work, order_id: UUID) -> list[Item]:
    """What is collected, in the order's order, without what was replaced."""
    return [Item(*row) for row in await work.execute(_ITEMS, {"order_id": order_id})]


_on_the_way = select(func.coalesce(func.sum(Allocation.quantity), 0).cast(BigInteger)).where(
    Allocation.line_id == OrderLine.id, Allocation.state == "moving"
)
_ITEMS = (
    select(
        Product.name, Product.brand, Variant.size, Variant.colour,
        OrderLine.quantity - OrderLine.replaced, OrderLine.unplaced, OrderLine.cancelled - OrderLine.replaced,
        _on_the_way.scalar_subquery(), INSTEAD_OF,
    )
    .join(Variant, Variant.id == OrderLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .where(OrderLine.order_id == bindparam("order_id"), OrderLine.quantity > OrderLine.replaced)
    .where(OrderLine.method == "collect")
    .order_by(OrderLine.position)
)  # fmt: skip
