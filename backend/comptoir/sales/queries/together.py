"""What was bought together, and what goes with what is bought now and can be had."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import numpy as np
from sqlalchemy import any_, func, literal, select
from sqlalchemy.dialects.postgresql import array

from comptoir.catalogue.tables import Product, ProductDocument, Variant
from comptoir.network.tables import Location
from comptoir.orders.tables import Order, OrderLine
from comptoir.sales.rules.together import Numbers, suggest
from comptoir.sales.tables import BoughtTogether
from comptoir.stock.queries import available
from comptoir.stock.tables import StockLevel
from comptoir.wiring.work import Work

MOST_LOOKED_AT = 60


class Bought(msgspec.Struct, frozen=True, eq=False):
    """A row for each product of an order; orders are numbered from 0."""

    order: Numbers
    product: Numbers


class Companion(msgspec.Struct, frozen=True):
    """A product that goes with another; the price in minor units, from its cheapest variant. `here` and `elsewhere` are
    units that can be promised, at the store that one stands in and in all others; `variant_id` is one of them, from
    here if any.
    """

    product_id: int
    variant_id: int
    name: str
    brand: str
    price: int
    is_one_price: bool
    here: int
    elsewhere: int


async def bought_since(work: Work, since: datetime) -> Bought:
    """All products of all orders since then that were not called off."""
    number = func.dense_rank().over(order_by=OrderLine.order_id) - 1
    query = (
        select(number, Variant.product_id)
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .where(Order.placed_at >= since, Order.status != "cancelled", OrderLine.quantity > OrderLine.cancelled)
    )
    rows = np.array((await work.execute(query)).all(), dtype=np.int64).reshape(-1, 2)
    return Bought(rows[:, 0], rows[:, 1])


async def companions(work: Work, product_ids: Sequence[int], *, here: int | None, most: int = 6) -> list[Companion]:
    """What goes with these products and can be had, the best first; what is here comes before what is elsewhere."""
    pairs = select(BoughtTogether.with_id, BoughtTogether.score).where(
        BoughtTogether.product_id == any_(array(list(product_ids)))
    )
    likely = suggest(((row.with_id, row.score) for row in await work.execute(pairs)), known=product_ids)
    found = await _there(work, likely[:MOST_LOOKED_AT], here)
    can_be_had = [found[each] for each in likely if each in found]
    return sorted(can_be_had, key=lambda each: each.here == 0)[:most]


async def _there(work: Work, product_ids: Sequence[int], here: int | None) -> dict[int, Companion]:
    """Those of which the chain's stores that take orders have something to promise."""
    if not product_ids:
        return {}
    is_here, units = StockLevel.location_id == (here or 0), available(literal("store"))
    at_home, away = (func.coalesce(func.sum(units).filter(where), 0) for where in (is_here, ~is_here))
    one = func.coalesce(func.min(Variant.id).filter(is_here), func.min(Variant.id))
    query = (
        select(Product.id, one, Product.name, Product.brand, ProductDocument.price_from)
        .add_columns(ProductDocument.price_from == ProductDocument.price_to, at_home, away)
        .join(ProductDocument, ProductDocument.product_id == Product.id)
        .join(Variant, Variant.product_id == Product.id)
        .join(StockLevel, StockLevel.variant_id == Variant.id)
        .join(Location, Location.id == StockLevel.location_id)
        .where(Product.id == any_(array(list(product_ids))), units > 0, Location.status == "online")
        .group_by(Product.id, ProductDocument.product_id)
    )
    return {row[0]: Companion(*row) for row in await work.execute(query)}
