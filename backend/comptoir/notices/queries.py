"""What is to be sent, and to whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Uuid, bindparam, func, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.customers.tables import Customer
from comptoir.fulfilment.queries.delivery import HOME_ZONE
from comptoir.identity.tables import Staff, StaffLocation
from comptoir.network.tables import Location
from comptoir.notices.rules import Kind
from comptoir.notices.tables import Notice
from comptoir.orders.tables import Order, OrderLine, Promise
from comptoir.wiring.database import any_unseen
from comptoir.wiring.work import Work


class QueuedNotice(msgspec.Struct, frozen=True):
    """A message that waits. `facts` hold the ids of what it is about."""

    id: UUID
    kind: Kind
    recipient: str
    facts: dict[str, Any]
    attempts: int

    @property
    def order_id(self) -> UUID:
        return UUID(self.facts["order_id"])

    @property
    def promise_id(self) -> UUID:
        return UUID(self.facts["promise_id"])

    @property
    def substitution_id(self) -> UUID:
        return UUID(self.facts["substitution_id"])

    @property
    def preparation_id(self) -> UUID:
        return UUID(self.facts["preparation_id"])


class Addressee(msgspec.Struct, frozen=True):
    """Who a message goes to."""

    name: str
    email: str
    locale: str


async def queued_notice(work: Work, notice_id: UUID) -> QueuedNotice | None:
    """A message, unless it was sent or given up."""
    row = (await work.execute(_QUEUED, {"notice_id": notice_id})).one_or_none()
    return QueuedNotice(*row) if row else None


async def addressee(work: Work, recipient: str) -> Addressee | None:
    """The person behind `customer:<id>` or `staff:<id>`, as they can be reached now."""
    kind, _, key = recipient.partition(":")
    found = (_CUSTOMER, UUID(key)) if kind == "customer" else (_STAFF, int(key))
    row = (await work.execute(found[0], {"key": found[1]})).one_or_none()
    return Addressee(*row) if row else None


_QUEUED = select(*(getattr(Notice, name) for name in QueuedNotice.__struct_fields__)).where(
    Notice.id == bindparam("notice_id"), Notice.state == "queued"
)
_CUSTOMER = select(Customer.name, Customer.email, Customer.locale).where(Customer.id == bindparam("key"))
_STAFF = select(Staff.name, Staff.email, Staff.locale).where(Staff.id == bindparam("key"), Staff.email.is_not(None))


async def customers_of(work: Work, order_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Whose orders are, by whatever method they go out, as recipients by order."""
    rows = await work.execute(_CUSTOMERS, {"order_ids": order_ids})
    return {row.id: f"customer:{row.customer_id}" for row in rows}


_CUSTOMERS = select(Order.id, Order.customer_id).where(
    Order.id == any_unseen(bindparam("order_ids", type_=ARRAY(Uuid)))
)


async def buyer_of(work: Work, order_id: UUID) -> str:
    """Whose an order is, by whatever method it goes out, as a recipient."""
    return f"customer:{(await work.execute(select(Order.customer_id).where(Order.id == order_id))).scalar_one()}"


class LostItem(msgspec.Struct, frozen=True):
    """Units of a variant that will not come."""

    name: str
    brand: str
    size: str
    colour: str
    quantity: int


class Loss(msgspec.Struct, frozen=True):
    """What of an order will not come, and how many units still do."""

    number: str
    items: list[LostItem]
    rest: int


async def loss_of(work: Work, order_id: UUID) -> Loss | None:
    """What of an order was cancelled and did not come as something else; None where nothing was."""
    lost = (OrderLine.cancelled - OrderLine.replaced).label("lost")
    query = (
        select(Order.number, Product.name, Product.brand, Variant.size, Variant.colour)
        .add_columns(lost, (OrderLine.quantity - OrderLine.cancelled).label("kept"))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(Order.id == order_id)
        .order_by(OrderLine.position)
    )
    rows = (await work.execute(query)).all()
    items = [LostItem(*row[1:6]) for row in rows if row.lost]
    return Loss(rows[0].number, items, sum(row.kept for row in rows)) if items else None


class Delay(msgspec.Struct, frozen=True):
    """An order that takes longer: by when it was first promised, and by when now. `store` is where it is collected."""

    number: str
    store: str | None
    timezone: str
    first_at: datetime
    due_at: datetime


async def delay_of(work: Work, order_id: UUID, promise_id: UUID) -> Delay | None:
    """What a later promise says; None where another one was told since, or the order is over."""
    query = (
        select(Order.number, Location.name, func.coalesce(Location.timezone, HOME_ZONE), Promise.id, Promise.due_at)
        .join(Promise, Promise.order_id == Order.id)
        .outerjoin(Location, Location.id == Order.location_id)
        .where(Order.id == order_id, Order.status.not_in(("ready", "fulfilled", "cancelled")))
        .order_by(Promise.made_at, Promise.id)
    )
    rows = (await work.execute(query)).all()
    if not rows or rows[-1].id != promise_id:
        return None
    return Delay(*rows[0][:3], first_at=rows[0].due_at, due_at=rows[-1].due_at)


async def managers_of(work: Work, location_id: int) -> list[str]:
    """The managers of a location who can be written to, as recipients."""
    query = (
        select(Staff.id)
        .join(StaffLocation, StaffLocation.staff_id == Staff.id)
        .where(
            StaffLocation.location_id == location_id, Staff.role == "manager", Staff.active, Staff.email.is_not(None)
        )
        .order_by(Staff.id)
    )
    return [f"staff:{staff_id}" for staff_id in (await work.execute(query)).scalars()]
