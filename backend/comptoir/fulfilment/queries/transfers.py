"""Transfers as the screens of both ends list them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, or_, select
from sqlalchemy.orm import aliased

from comptoir.customers.rules import short_name
from comptoir.customers.tables import Customer
from comptoir.fulfilment.rules import TransferState
from comptoir.fulfilment.tables import Transfer, TransferLine
from comptoir.kit.ids import normalise_code
from comptoir.network.tables import Location
from comptoir.orders.tables import Order
from comptoir.wiring.work import Work

MOST_OVER = 20


class TransferEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer in a list, with the order that it is for, if it is for one.

    Units: `wanted` less those that were refused, `picked`, `sent`, `counted` now, `received` before; those that are
    `missing` or `extra` are final only when it is received.
    """

    id: UUID
    number: str
    version: int
    state: TransferState
    from_id: int
    from_name: str
    to_id: int
    to_name: str
    order_number: str | None
    customer: str | None
    preparation_id: UUID | None
    expected_on: date | None
    made_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    wanted: int
    picked: int
    sent: int
    counted: int
    received: int
    damaged: int
    missing: int
    extra: int


async def live_transfers(work: Work, location_id: int) -> list[TransferEntry]:
    """What is to be sent, or on its way, from a location or to it; what is expected first comes first."""
    query = _entries().where(_touches(location_id), Transfer.ended_at.is_(None))
    rows = await work.execute(query.order_by(Transfer.expected_on.asc().nulls_last(), Transfer.made_at, Transfer.id))
    return [_entry(*row) for row in rows]


async def ended_transfers(work: Work, location_id: int) -> list[TransferEntry]:
    """What was received or called off lately, from a location or to it."""
    query = _entries().where(_touches(location_id), Transfer.ended_at.is_not(None))
    rows = await work.execute(query.order_by(Transfer.ended_at.desc(), Transfer.id).limit(MOST_OVER))
    return [_entry(*row) for row in rows]


async def transfer_entry(work: Work, transfer_id: UUID) -> TransferEntry | None:
    """One transfer; None where there is none."""
    row = (await work.execute(_entries().where(Transfer.id == transfer_id))).one_or_none()
    return _entry(*row) if row else None


async def numbers_of(work: Work, transfer_id: UUID) -> list[str]:
    """What may stand on the boxes of a transfer: its number, and that of its order."""
    query = select(Transfer.number, Order.number).outerjoin(Order, Order.id == Transfer.order_id)
    row = (await work.execute(query.where(Transfer.id == transfer_id))).one_or_none()
    return [number for number in row or () if number]


async def find_transfer(work: Work, *, location_id: int, code: str) -> UUID | None:
    """The transfer from or to a location that its number or its order's means; what is on its way first."""
    typed = normalise_code(code)
    number, order = f"T-{typed[1:4]}-{typed[4:]}", f"{typed[:3]}-{typed[3:]}"
    query = (
        select(Transfer.id)
        .outerjoin(Order, Order.id == Transfer.order_id)
        .where(_touches(location_id), or_(Transfer.number == number, Order.number == order))
        .order_by((Transfer.state == "sent").desc(), (Transfer.state == "created").desc(), Transfer.made_at.desc())
        .limit(1)
    )
    return (await work.execute(query)).scalar()


FROM, TO = aliased(Location), aliased(Location)


def _sum(units: Any) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(units), 0), BigInteger)


LINE = TransferLine
UNITS = (
    select(
        _sum(LINE.quantity - LINE.refused).label("wanted"),
        *(_sum(getattr(LINE, name)).label(name) for name in ("picked", "sent", "counted", "received")),
        _sum(LINE.damaged + LINE.broken).label("damaged"),
        _sum(func.greatest(0, LINE.sent - LINE.received - LINE.counted)).label("missing"),
        _sum(func.greatest(0, LINE.received + LINE.counted - LINE.sent)).label("extra"),
    )
    .where(LINE.transfer_id == Transfer.id)
    .lateral("units")
)
COLUMNS = (
    Transfer.id,
    Transfer.number,
    Transfer.version,
    Transfer.state,
    Transfer.from_id,
    FROM.name,
    Transfer.to_id,
    TO.name,
    Order.number,
    Customer.name,
    Transfer.preparation_id,
    Transfer.expected_on,
    Transfer.made_at,
    Transfer.sent_at,
    Transfer.ended_at,
)


def _entries() -> Select[*tuple[Any, ...]]:
    return (
        select(*COLUMNS, UNITS)
        .join(FROM, FROM.id == Transfer.from_id)
        .join(TO, TO.id == Transfer.to_id)
        .outerjoin(Order, Order.id == Transfer.order_id)
        .outerjoin(Customer, Customer.id == Order.customer_id)
        .join(UNITS, UNITS.c.wanted.is_not(None))
    )


def _touches(location_id: int) -> ColumnElement[bool]:
    return or_(Transfer.from_id == location_id, Transfer.to_id == location_id)


def _entry(*row: Any) -> TransferEntry:
    fields: dict[str, Any] = dict(zip(TransferEntry.__struct_fields__, row, strict=True))
    if fields["customer"]:
        fields["customer"] = short_name(fields["customer"])
    return TransferEntry(**fields)
