"""Preparations as the store's screens list them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, RowMapping, Select, and_, bindparam, case, func, select, true

from comptoir.catalogue.tables import Product, Variant
from comptoir.customers.rules import short_name
from comptoir.customers.tables import Customer
from comptoir.fulfilment.queries.again import AGAIN
from comptoir.fulfilment.rules import LIVE, Method, State
from comptoir.fulfilment.tables import Preparation, PreparationLine, Tote, Wave
from comptoir.identity.tables import ApiKey, Staff
from comptoir.network.tables import Location
from comptoir.orders.tables import Order, OrderLine
from comptoir.wiring.work import Work

A_MACHINE = -1
"""As the holder: never whoever looks at it."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One preparation in a list; `destination` is the name of the location that it is sent to, if it is.

    `waiting_units` of its order have no location; `rang` counts the rings so far; `units_gone` left the counter
    already; `withdrawn_for` says why its work was taken back, if it was; `wave_id` and `tote` say in which wave its
    holder picks it; `again_from` is the location that was to serve it before, `again_because` why it does not. A
    machine that has it is named as its `holder`, and `holder_id` is A_MACHINE.
    """

    id: UUID
    order_id: UUID
    location_id: int
    version: int
    method: Method
    destination: str | None
    state: State
    number: str
    customer: str
    promise_at: datetime
    units: int
    lines: int
    units_picked: int
    units_refused: int
    waiting_units: int
    holder: str | None
    holder_id: int | None
    bin: str | None
    code: str
    escalated: bool
    rang: int
    handling: list[str]
    departments: list[str]
    ready_at: datetime | None
    told_at: datetime | None
    expires_at: datetime | None
    units_gone: int = 0
    withdrawn_for: str | None = None
    wave_id: UUID | None = None
    tote: int | None = None
    again_from: str | None = None
    again_because: str | None = None

    @property
    def facts(self) -> dict[str, str | int]:
        """What a tap may change of it, as its templates name it: `there` and `given` are units at the counter.

        What was packed without a connection has `boxes`, and a `label` where one was wished for.
        """
        wanted = self.units - self.units_refused
        counted = {"picked": self.units_picked, "wanted": wanted, "left": wanted - self.units_picked}
        counter = {"there": wanted - self.units_gone, "given": self.units_gone, "rest": "", "boxes": 0, "label": ""}
        return {"state": self.state, "holder": self.holder_id or 0, "bin": self.bin or "", **counted, **counter}


UNPLACED = (
    select(func.coalesce(func.sum(OrderLine.unplaced), 0)).where(OrderLine.order_id == Order.id).scalar_subquery()
)
DESTINATION = select(Location.name).where(Location.id == Preparation.destination_id).scalar_subquery()
GOODS = (
    select(
        func.sum(PreparationLine.quantity).label("units"),
        func.count().label("lines"),
        func.sum(PreparationLine.picked).label("units_picked"),
        func.sum(PreparationLine.refused).label("units_refused"),
        func.coalesce(func.sum(PreparationLine.picked).filter(PreparationLine.outcome.is_not(None)), 0).label(
            "units_gone"
        ),
        func.jsonb_agg(Variant.handling).label("handling"),
        func.array_agg(Product.department.distinct()).label("departments"),
    )
    .join(Variant, Variant.id == PreparationLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .where(PreparationLine.preparation_id == Preparation.id)
    .lateral("goods")
)


async def live_entries(work: Work, *, location_id: int) -> list[Entry]:
    """A location's open work, most urgent first."""
    rows = await work.execute(_LIVE_ENTRIES, {"location_id": location_id})
    return [_entry(row) for row in rows.mappings()]


async def entry(work: Work, preparation_id: UUID) -> Entry | None:
    """One preparation, in any state."""
    row = (await work.execute(_entries().where(Preparation.id == preparation_id))).mappings().one_or_none()
    return _entry(row) if row else None


async def some_entries(work: Work, preparation_ids: Sequence[UUID]) -> list[Entry]:
    """These preparations, what is ready longest first."""
    query = _entries().where(Preparation.id.in_(list(preparation_ids)))
    rows = await work.execute(query.order_by(Preparation.ready_at, Preparation.id))
    return [_entry(row) for row in rows.mappings()]


async def waiting_entries(work: Work, *, location_id: int) -> list[Entry]:
    """The last preparation of each order of this location that waits: no location serves its units."""
    rows = await work.execute(_WAITING_ENTRIES, {"location_id": location_id})
    return [_entry(row) for row in rows.mappings()]


async def location_of(work: Work, preparation_id: UUID) -> int | None:
    """Where a preparation is worked on; None where there is none."""
    return (await work.execute(select(Preparation.location_id).where(Preparation.id == preparation_id))).scalar()


async def untaken_count(work: Work, *, location_id: int) -> int:
    """How many preparations nobody has."""
    query = select(func.count()).where(Preparation.location_id == location_id, Preparation.state == "open")
    return (await work.execute(query)).scalar_one()


COLUMNS = (
    Preparation.id,
    Preparation.order_id,
    Preparation.location_id,
    Preparation.version,
    Preparation.method,
    DESTINATION.label("destination"),
    Preparation.state,
    Preparation.promise_at,
    func.coalesce(Preparation.holder_id, case((Preparation.machine_id.is_not(None), A_MACHINE))).label("holder_id"),
    Preparation.bin,
    Preparation.code,
    Preparation.rings.label("rang"),
    Preparation.escalated_at.is_not(None).label("escalated"),
    Preparation.ready_at,
    Preparation.told_at,
    Preparation.expires_at,
    Preparation.withdrawn_for,
    Order.number,
    Customer.name.label("customer"),
    func.coalesce(Staff.name, ApiKey.name).label("holder"),
    UNPLACED.label("waiting_units"),
    Wave.id.label("wave_id"),
    case((Wave.id.is_not(None), Tote.number)).label("tote"),
)


def _entries() -> Select[*tuple[Any, ...]]:
    return (
        select(*COLUMNS, GOODS, AGAIN)
        .join(Order, Order.id == Preparation.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(Staff, Staff.id == Preparation.holder_id)
        .outerjoin(ApiKey, ApiKey.id == Preparation.machine_id)
        .join(GOODS, GOODS.c.units.is_not(None))
        .outerjoin(AGAIN, true())
        .outerjoin(Tote, and_(Tote.preparation_id == Preparation.id, Tote.freed_at.is_(None)))
        .outerjoin(Wave, and_(Wave.id == Tote.wave_id, Wave.holder_id == Preparation.holder_id))
    )


# Pushed all the time, so built once: building them again and again would be a quarter of a push.
_HERE = bindparam("location_id", type_=BigInteger)
_LIVE_ENTRIES = (
    _entries()
    .where(Preparation.location_id == _HERE, Preparation.state.in_(LIVE))
    .order_by(Preparation.promise_at, Preparation.id)
)
_WAITING_ENTRIES = (
    _entries()
    .where(Order.location_id == _HERE, Order.status == "waiting")
    .order_by(Preparation.promise_at, Preparation.id)
    .limit(50)
)


def _entry(row: RowMapping) -> Entry:
    fields: dict[str, Any] = {name: int(value) if isinstance(value, Decimal) else value for name, value in row.items()}
    fields["customer"] = short_name(row["customer"])
    fields["handling"] = _union(row["handling"])
    return Entry(**fields)


def _union(needs: Iterable[list[str]]) -> list[str]:
    return sorted({need for some in needs for need in some})
