"""Boxes that wait for a carrier, and the sheets of those that went."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from comptoir.customers.tables import Address
from comptoir.fulfilment.rules.manifests import Waiting, number_of
from comptoir.fulfilment.tables import Manifest, ManifestParcel, Parcel, Preparation
from comptoir.identity.tables import ApiKey, Staff
from comptoir.kit.errors import NotFound
from comptoir.network.tables import Location
from comptoir.orders.tables import Order
from comptoir.wiring.work import Work

MOST_SHEETS = 20


class WaitingBox(Waiting, frozen=True, kw_only=True):
    """A box with its label: which of how many, what it weighs (grams), and where it goes; not whose it is."""

    parcel_id: UUID
    order_number: str
    of: int
    carrier: str
    service: str | None
    tracking: str
    weight: int | None
    postcode: str | None
    town: str | None


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest in a list."""

    id: UUID
    serial: int
    location_id: int
    carrier: str
    closed_at: datetime
    boxes: int

    @property
    def number(self) -> str:
        return number_of(self.serial)


class WholeSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest as it is printed: by whom, from where, and every box."""

    sheet: Sheet
    closed_by: str
    store: str
    street: str
    postcode: str
    town: str
    boxes: list[WaitingBox]

    @property
    def weight(self) -> int:
        """In grams, as far as it is known."""
        return sum(box.weight or 0 for box in self.boxes)

    @property
    def orders(self) -> int:
        return len({box.preparation_id for box in self.boxes})


ANY = aliased(Parcel)
OF = select(func.count(ANY.id)).where(ANY.preparation_id == Preparation.id).scalar_subquery()
BOX = (
    *(Preparation.id, Parcel.number, Parcel.loaded_at.is_not(None), Parcel.id, Order.number, OF, Parcel.carrier),
    *(Parcel.service, Parcel.tracking, Parcel.weight, Address.postcode, Address.town),
)
NAMES = (
    *("preparation_id", "number", "is_loaded", "parcel_id", "order_number", "of", "carrier"),
    *("service", "tracking", "weight", "postcode", "town"),
)


async def waiting_boxes(work: Work, location_id: int, *, carrier: str | None = None) -> list[WaitingBox]:
    """The boxes of a location that have a label and wait for their carrier, or for one of them; order by order."""
    here = Preparation.location_id == location_id, Preparation.state == "packed", Preparation.method == "ship"
    query = _boxes().where(*here, Parcel.tracking.is_not(None), Parcel.carrier.is_not(None))
    if carrier is not None:
        query = query.where(Parcel.carrier == carrier)
    query = query.order_by(Parcel.carrier, Preparation.promise_at, Preparation.id, Parcel.number)
    return [_box(*row) for row in await work.execute(query)]


async def sheets(work: Work, location_id: int) -> list[Sheet]:
    """The last manifests of a location."""
    query = _sheets().where(Manifest.location_id == location_id).order_by(Manifest.serial.desc()).limit(MOST_SHEETS)
    return [_sheet(*row) for row in await work.execute(query)]


async def whole_sheet(work: Work, manifest_id: UUID) -> WholeSheet:
    """A manifest with all that is on it. Raises NotFound."""
    place = Location.name, Location.street, Location.postcode, Location.town
    query = (
        _sheets()
        .add_columns(func.coalesce(Staff.name, ApiKey.name, ""), *place)
        .join(Location, Location.id == Manifest.location_id)
        .outerjoin(Staff, Manifest.closed_by == func.concat("staff:", Staff.id))
        .outerjoin(ApiKey, Manifest.closed_by == func.concat("machine:", ApiKey.id))
        .where(Manifest.id == manifest_id)
    )
    row = (await work.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    head, (closed_by, store, street, postcode, town) = _sheet(*row[:6]), row[6:]
    on_it = _boxes().join(ManifestParcel, ManifestParcel.parcel_id == Parcel.id)
    on_it = on_it.where(ManifestParcel.manifest_id == manifest_id)
    rows = await work.execute(on_it.order_by(Order.number, Preparation.id, Parcel.number))
    where = {"store": store, "street": street, "postcode": postcode, "town": town}
    return WholeSheet(sheet=head, closed_by=closed_by, **where, boxes=[_box(*row) for row in rows])


def _boxes() -> Select[*tuple[Any, ...]]:
    return (
        select(*BOX)
        .select_from(Parcel)
        .join(Preparation, Preparation.id == Parcel.preparation_id)
        .join(Order, Order.id == Preparation.order_id)
        .outerjoin(Address, Address.id == Order.address_id)
    )


def _sheets() -> Select[*tuple[Any, ...]]:
    boxes = select(func.count()).where(ManifestParcel.manifest_id == Manifest.id).scalar_subquery()
    head = Manifest.id, Manifest.serial, Manifest.location_id, Manifest.carrier, Manifest.closed_at
    return select(*head, boxes)


def _box(*row: Any) -> WaitingBox:
    return WaitingBox(**dict(zip(NAMES, row, strict=True)))


def _sheet(*row: Any) -> Sheet:
    return Sheet(**dict(zip(Sheet.__struct_fields__, row, strict=True)))
