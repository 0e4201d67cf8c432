"""Holds: what is kept for whom, where, and until when; and which stores they concern."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, BigInteger, Row, Select, bindparam, cast, func, or_, select, tuple_

from comptoir.catalogue.tables import Product, Variant
from comptoir.identity.tables import Staff, StaffLocation
from comptoir.network.tables import Location
from comptoir.stock.tables import Hold, Reservation, StockLevel
from comptoir.wiring.work import Work

State = Literal["held", "committed", "consumed", "released", "expired"]


class HeldUnits(msgspec.Struct, frozen=True, kw_only=True):
    """Units of a variant at a location, as a hold keeps them."""

    variant_id: int
    sku: str
    name: str
    size: str
    colour: str
    location_id: int
    location: str
    location_name: str
    quantity: int


class HoldView(msgspec.Struct, frozen=True, kw_only=True):
    """A hold. `maker` is the name of a person; `stores` are those that it concerns: where the units lie, where its
    maker works. A hold whose time is over has expired, even in the second before its units are on sale again."""

    id: UUID
    purpose: str
    channel: str
    label: str
    maker: str | None
    made_at: datetime
    expires_at: datetime | None
    state: State
    units: list[HeldUnits]
    stores: frozenset[int]


async def hold_of(work: Work, hold_id: UUID) -> HoldView | None:
    """One hold, also when it is over; None where there is none."""
    return next(iter(await _holds(work, _ONE, hold_id=hold_id)), None)


async def holds_concerning(work: Work, location_id: int) -> list[HoldView]:
    """The running holds of units that lie at a store, or that its people made elsewhere; what ends first is first."""
    return await _holds(work, _CONCERNING, location_id=location_id)


async def holds_of_variant(work: Work, variant_id: int, *, location_id: int | None = None) -> list[HoldView]:
    """The running holds of a variant: those that concern a store, or all."""
    if location_id is None:
        return await _holds(work, _OF_VARIANT, variant_id=variant_id)
    return await _holds(work, _OF_VARIANT_CONCERNING, variant_id=variant_id, location_id=location_id)


async def stores_concerned(work: Work, hold_ids: Collection[UUID]) -> dict[UUID, list[int]]:
    """The ids of the stores that each hold concerns."""
    if not hold_ids:
        return {}
    query = (
        select(Hold.id, func.array_agg(Reservation.location_id.distinct()), _STORES)
        .join(Reservation, Reservation.hold_id == Hold.id)
        .outerjoin(Staff, _IS_MAKER)
        .where(Hold.id.in_(hold_ids))
        .group_by(Hold.id, Staff.id)
    )
    return {row[0]: sorted({*row[1], *(row[2] or ())}) for row in await work.execute(query)}


_IS_MAKER = Staff.id == cast(func.substring(Hold.made_by, r"^staff:(\d+)$"), BigInteger)
_STORES = (
    select(func.array_agg(StaffLocation.location_id, type_=ARRAY(BigInteger)))
    .where(StaffLocation.staff_id == Staff.id)
    .correlate(Staff)
    .scalar_subquery()
)
_HOLDS = (
    select(Hold.id, Hold.purpose, Hold.channel, Hold.label, Hold.made_at, Staff.name.label("maker"))
    .add_columns(Reservation.expires_at, Reservation.state, Reservation.quantity, Reservation.variant_id)
    .add_columns(Reservation.location_id, Location.code.label("location"), Location.name.label("location_name"))
    .add_columns(Variant.sku, Variant.size, Variant.colour, Product.name, _STORES.label("stores"))
    .join(Reservation, Reservation.hold_id == Hold.id)
    .join(Location, Location.id == Reservation.location_id)
    .join(Variant, Variant.id == Reservation.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .outerjoin(Staff, _IS_MAKER)
    .order_by(Reservation.expires_at, Hold.id, Variant.sku)
)


_LOCATION_ID = bindparam("location_id", type_=BigInteger)
_WORKS_THERE = (
    select(StaffLocation.staff_id)
    .where(StaffLocation.staff_id == Staff.id, StaffLocation.location_id == _LOCATION_ID)
    .exists()
)
_RESERVED = select(StockLevel.location_id, StockLevel.variant_id).where(
    StockLevel.variant_id == bindparam("variant_id", type_=BigInteger), StockLevel.reserved > 0
)
_CONCERNS = or_(Reservation.location_id == _LOCATION_ID, _WORKS_THERE)

_ONE = _HOLDS.where(Hold.id == bindparam("hold_id"))
_RUNNING = _HOLDS.where(Reservation.state == "held")
_CONCERNING = _RUNNING.where(_CONCERNS)
# By the levels that have something reserved, since reservations are found by level.
_OF_VARIANT = _RUNNING.where(tuple_(Reservation.location_id, Reservation.variant_id).in_(_RESERVED))
_OF_VARIANT_CONCERNING = _OF_VARIANT.where(_CONCERNS)


async def _holds(work: Work, query: Select[*tuple[Any, ...]], **places: Any) -> list[HoldView]:
    rows = (await work.execute(query, places)).all()
    return [_hold(work, list(group)) for _, group in groupby(rows, key=lambda row: row.id)]


def _hold(work: Work, rows: list[Row[*tuple[Any, ...]]]) -> HoldView:
    first = rows[0]
    is_over = first.state == "held" and first.expires_at <= work.now
    return HoldView(
        id=first.id,
        purpose=first.purpose,
        channel=first.channel,
        label=first.label,
        maker=first.maker,
        made_at=first.made_at,
        expires_at=first.expires_at,
        state="expired" if is_over else first.state,
        units=[_units(row) for row in rows],
        stores=frozenset(_stores(rows)),
    )


def _stores(rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterable[int]:
    for row in rows:
        yield row.location_id
        yield from row.stores or ()


def _units(row: Row[*tuple[Any, ...]]) -> HeldUnits:
    return HeldUnits(**{name: getattr(row, name) for name in HeldUnits.__struct_fields__})
