"""What the numbers of a decision are called: locations, variants, people."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, cast, func, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.identity.tables import Staff
from comptoir.network.tables import Location
from comptoir.orders.tables import Order
from comptoir.routing.tables import RoutingDecision
from comptoir.wiring.work import Work


class Named(msgspec.Struct, frozen=True):
    """A location as people know it."""

    id: int
    code: str
    name: str
    town: str


class Goods(msgspec.Struct, frozen=True):
    """A variant as people know it."""

    id: int
    sku: str
    name: str
    size: str
    colour: str


async def order_named(work: Work, number: str) -> UUID | None:
    """The id of the order with a number."""
    return (await work.execute(select(Order.id).where(Order.number == number))).scalar()


async def locations_named(work: Work) -> dict[int, Named]:
    """All locations by id."""
    columns = Location.id, Location.code, Location.name, Location.town
    return {row[0]: Named(*row) for row in await work.execute(select(*columns))}


async def goods_named(work: Work, variant_ids: Iterable[int]) -> dict[int, Goods]:
    """Variants by id."""
    columns = Variant.id, Variant.sku, Product.name, Variant.size, Variant.colour
    query = select(*columns).join(Product, Product.id == Variant.product_id).where(Variant.id.in_(set(variant_ids)))
    return {row[0]: Goods(*row) for row in await work.execute(query)}


async def deciders_named(work: Work, order_id: UUID) -> dict[UUID, str]:
    """The people behind an order's decisions, by decision; those that nobody made by hand are left out."""
    staff_id = cast(func.substring(RoutingDecision.made_by, r"^staff:(\d+)$"), BigInteger)
    query = select(RoutingDecision.id, Staff.name).join(Staff, Staff.id == staff_id)
    return {row[0]: row[1] for row in await work.execute(query.where(RoutingDecision.order_id == order_id))}
