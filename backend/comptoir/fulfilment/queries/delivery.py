"""An order that is brought to its customer, as they may see it: on its page, and in messages.

Whoever has the link sees this, so it holds nothing of the person but the language, no address, and of prices only what
is given back.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import BigInteger, ScalarSelect, bindparam, cast, func, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.customers.tables import Customer
from comptoir.fulfilment.queries.pickup_items import INSTEAD_OF
from comptoir.fulfilment.queries.promised import FIRST, TOLD
from comptoir.fulfilment.queries.shipment import Box, ShippedItem, boxes_of, shipped_items
from comptoir.fulfilment.rules.deliveries import BEGUN, DeliveryStage, delivery_stage
from comptoir.fulfilment.tables import Preparation
from comptoir.network.tables import Location
from comptoir.orders.rules import AT_WORK
from comptoir.orders.tables import Allocation, Order, OrderLine
from comptoir.wiring.work import Work

HOME_ZONE = "Europe/Paris"
"""Of what is brought; what is collected is told in its store's own time."""


class Brought(msgspec.Struct, frozen=True):
    """A line. The `shipped` units left; nobody serves the `searching` ones yet; the `missing` ones will not come.

    It may have come `instead_of` something. `price` is a unit's, in minor units.
    """

    name: str
    brand: str
    size: str
    colour: str
    quantity: int
    searching: int
    missing: int
    price: int
    shipped: int
    coming: int
    instead_of: str | None = None


class Sent(msgspec.Struct, frozen=True):
    """What one location gave to a carrier."""

    place: str
    at: datetime | None
    items: Sequence[ShippedItem]
    boxes: Sequence[Box]


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """The order, with the promise that was told last, and the first one; what was sent of it, the first first."""

    order_id: UUID
    number: str
    version: int
    locale: str
    currency: str
    promise_at: datetime
    first_promise_at: datetime
    stage: DeliveryStage
    items: list[Brought]
    sent: list[Sent]

    @property
    def timezone(self) -> str:
        return HOME_ZONE

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(HOME_ZONE)

    @property
    def searching(self) -> int:
        """Units that we are still looking for."""
        return sum(item.searching for item in self.items)

    @property
    def missing(self) -> int:
        """Units that will not come."""
        return sum(item.missing for item in self.items)

    @property
    def not_due(self) -> int:
        """What the customer does not owe for these, in minor units with tax, and has back where they paid."""
        return sum(item.missing * item.price for item in self.items)

    @property
    def is_coming(self) -> bool:
        """Whether something is still to leave."""
        return self.stage in ("received", "preparing", "partly_shipped")

    @property
    def is_later(self) -> bool:
        """Whether the customer was told a later time than at first."""
        return self.promise_at > self.first_promise_at

    def is_late(self, at: datetime) -> bool:
        """Whether the promise passed and something is still to leave."""
        return self.is_coming and self.promise_at < at


async def delivery(work: Work, order_id: UUID) -> Delivery | None:
    """The order for its customer; None where there is no such order, or nothing of it is brought."""
    order = (await work.execute(_ORDER, {"order_id": order_id})).mappings().one_or_none()
    if order is None:
        return None
    work_on = (await work.execute(_PREPARATIONS, {"order_id": order_id})).all()
    items = [Brought(*row) for row in await work.execute(_ITEMS, {"order_id": order_id})]
    stage = delivery_stage(
        shipped=sum(item.shipped for item in items),
        coming=sum(item.coming + item.searching for item in items),
        is_begun=any(each.state in BEGUN for each in work_on),
    )
    version = order["version"] + sum(each.version for each in work_on)
    sent = [await _sent(work, *each[:3]) for each in work_on if each.state == "shipped"]
    return Delivery(**{**order, "version": version}, stage=stage, items=items, sent=sent)


async def _sent(work: Work, preparation_id: UUID, place: str, at: datetime | None) -> Sent:
    return Sent(place, at, await shipped_items(work, preparation_id), await boxes_of(work, preparation_id))


_ORDER = (
    select(
        *(Order.id.label("order_id"), Order.number, Order.version, Order.currency, Customer.locale),
        *(TOLD.label("promise_at"), FIRST.label("first_promise_at")),
    )
    .join(Customer, Customer.id == Order.customer_id)
    .where(Order.id == bindparam("order_id"), Order.method.in_(("ship", "express", "mixed")))
)

_PREPARATIONS = (
    select(Preparation.id, Location.name, Preparation.ended_at, Preparation.state, Preparation.version)
    .join(Location, Location.id == Preparation.location_id)
    .where(Preparation.order_id == bindparam("order_id"), Preparation.method == "ship")
    .order_by(Preparation.ended_at, Preparation.id)
)


def _units(*states: str) -> ScalarSelect[int]:
    total = func.coalesce(func.sum(Allocation.quantity), 0)
    of_line = Allocation.line_id == OrderLine.id, Allocation.state.in_(states)
    return select(cast(total, BigInteger)).where(*of_line).scalar_subquery()


_ITEMS = (
    select(
        Product.name, Product.brand, Variant.size, Variant.colour,
        OrderLine.quantity - OrderLine.replaced, OrderLine.unplaced,
        OrderLine.cancelled - OrderLine.replaced + _units("cancelled"),
        OrderLine.price, _units("fulfilled"), _units(*AT_WORK), INSTEAD_OF,
    )
    .join(Variant, Variant.id == OrderLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .where(OrderLine.order_id == bindparam("order_id"), OrderLine.method != "collect")
    .where(OrderLine.quantity > OrderLine.replaced)
    .order_by(OrderLine.position)
)  # fmt: skip
