"""An order as its customer may see it: on the pickup page, and in messages.

Whoever has the link sees this, so it holds nothing of the person but the language, and no prices. That an order is
ready is seen only when the time for undoing is over; so is the code that fetches it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import bindparam, select

from comptoir.customers.rules import short_name
from comptoir.customers.tables import Customer
from comptoir.fulfilment.queries.pickup_items import Item, items_of
from comptoir.fulfilment.queries.promised import FIRST, TOLD
from comptoir.fulfilment.tables import Preparation, Proxy
from comptoir.network.rules import OpenDay, opening_days
from comptoir.network.tables import Location
from comptoir.orders.tables import Order
from comptoir.wiring.codes import HandoverCode
from comptoir.wiring.work import Work

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Stage = Literal["received", "preparing", "ready", "collected", "expired", "cancelled"]

STAGES: dict[str, Stage] = {
    "open": "received",
    "picking": "preparing",
    "picked": "preparing",
    "packed": "preparing",
    "ready": "preparing",
    "told": "ready",
    "collected": "collected",
    "expired": "expired",
    "cancelled": "cancelled",
}
"""What a preparation's state means to the customer; `told` is a ready one whose time for undoing is over."""

PRECEDENCE: tuple[Stage, ...] = ("ready", "preparing", "received", "collected", "expired", "cancelled")
"""Of several preparations the one that asks most of the customer speaks for the order."""


class Store(msgspec.Struct, frozen=True):
    """Where to go."""

    name: str
    street: str
    postcode: str
    town: str
    phone: str
    timezone: str
    hours: dict[str, Any]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def days(self, at: datetime) -> list[OpenDay]:
        """The opening hours of today and the six days that follow."""
        return opening_days(self.hours, self.timezone, at)


class Pickup(msgspec.Struct, frozen=True, kw_only=True):
    """The order, with the promise that was told last, and the first one.

    `code`, `kept_until` and `handover` are there while it is ready, `ended_at` when it is over. `handover` is what the
    QR code says, which fetches the goods. `proxy` is the short name of who comes in the customer's place, if somebody
    does.
    """

    order_id: UUID
    number: str
    version: int
    locale: str
    promise_at: datetime
    first_promise_at: datetime
    stage: Stage
    store: Store
    items: list[Item]
    code: str | None
    kept_until: datetime | None
    handover: HandoverCode | None
    ended_at: datetime | None
    proxy: str | None = None

    @property
    def searching(self) -> int:
        """Units that we are still looking for."""
        return sum(item.searching for item in self.items)

    @property
    def moving(self) -> int:
        """Units that are on their way to the store."""
        return sum(item.moving for item in self.items)

    @property
    def missing(self) -> int:
        """Units that are not available."""
        return sum(item.missing for item in self.items)

    @property
    def is_over(self) -> bool:
        return self.stage in ("collected", "expired", "cancelled")

    @property
    def is_later(self) -> bool:
        """Whether the customer was told a later time than at first."""
        return self.promise_at > self.first_promise_at

    def is_late(self, at: datetime) -> bool:
        """Whether the promise passed and nothing is ready."""
        return self.stage in ("received", "preparing") and self.promise_at < at


class _Progress(msgspec.Struct, frozen=True):
    """A preparation, as much of it as the customer's view needs."""

    id: UUID
    location_id: int
    state: str
    version: int
    code: str
    told_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None

    @property
    def stage(self) -> Stage | None:
        return STAGES.get("told" if self.state == "ready" and self.told_at else self.state)

    @property
    def handover(self) -> HandoverCode:
        return HandoverCode(self.id, self.location_id, self.code, self.expires_at or EPOCH)


async def pickup(work: Work, order_id: UUID) -> Pickup | None:
    """The order for its customer; None where there is no such order, or nothing of it is collected at a store."""
    order = (await work.execute(_ORDER, {"order_id": order_id})).one_or_none()
    if order is None:
        return None
    preparations, items = await _preparations(work, order_id), await items_of(work, order_id)
    stage = _stage(order.status, preparations, is_moving=any(item.moving for item in items))
    shown = next((p for p in preparations if p.stage == stage), None)
    waiting = shown if stage == "ready" else None
    return Pickup(
        order_id=order_id,
        number=order.number,
        version=order.version + sum(p.version for p in preparations),
        locale=order.locale,
        promise_at=order.promise_at,
        first_promise_at=order.first_promise_at,
        stage=stage,
        store=Store(**{name: getattr(order, name) for name in Store.__struct_fields__}),
        items=items,
        code=waiting.code if waiting else None,
        kept_until=waiting.expires_at if waiting else None,
        handover=waiting.handover if waiting else None,
        ended_at=shown.ended_at if shown else None,
        proxy=order.proxy and short_name(order.proxy),
    )


_ORDER = (
    select(
        Order.number,
        Order.version,
        Order.status,
        Customer.locale,
        TOLD.label("promise_at"),
        FIRST.label("first_promise_at"),
        Proxy.name.label("proxy"),
        *(getattr(Location, name) for name in Store.__struct_fields__),
    )
    .join(Customer, Customer.id == Order.customer_id)
    .join(Location, Location.id == Order.location_id)
    .outerjoin(Proxy, Proxy.order_id == Order.id)
    .where(Order.id == bindparam("order_id"), Order.method.in_(("collect", "mixed")))
)
"""With the store's columns, the promise that was told last, and the first."""


async def _preparations(work: Work, order_id: UUID) -> list[_Progress]:
    return [_Progress(*row) for row in await work.execute(_PREPARATIONS, {"order_id": order_id})]


_PREPARATIONS = (
    select(*(getattr(Preparation, name) for name in _Progress.__struct_fields__))
    .where(Preparation.order_id == bindparam("order_id"), Preparation.method != "ship")
    .order_by(Preparation.opened_at.desc())
)


def _stage(status: str, preparations: Iterable[_Progress], *, is_moving: bool) -> Stage:
    """An order whose work was refused everywhere is back at the start, until somebody gives it up."""
    stages = {p.stage for p in preparations}
    if is_moving:
        stages.add("preparing")
    for stage in PRECEDENCE:
        if stage in stages:
            return stage
    return "cancelled" if status == "cancelled" else "received"
