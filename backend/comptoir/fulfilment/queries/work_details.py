"""One piece of work as the system of a warehouse needs it: its goods and where they stand, its boxes, where they go."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.customers.rules import short_name
from comptoir.customers.tables import Address, Customer
from comptoir.fulfilment.queries.late import left_at
from comptoir.fulfilment.queries.shipment import boxes_of
from comptoir.fulfilment.queries.work import PreparationHead, preparation_head
from comptoir.fulfilment.tables import Parcel, ParcelUnit, Preparation, PreparationLine, Transfer
from comptoir.network.tables import Location
from comptoir.orders.tables import Order
from comptoir.stock.tables import StockShelf
from comptoir.wiring.work import Work


class WorkLine(msgspec.Struct, frozen=True):
    """Units of a variant to prepare. `shelf` is where they stand, where somebody said so; `weight` in grams, 0 where
    nobody knows.
    """

    id: UUID
    sku: str
    gtins: list[str]
    name: str
    brand: str
    size: str
    colour: str
    department: str
    shelf: str | None
    weight: int
    handling: list[str]
    quantity: int
    picked: int
    refused: int


class PackedUnit(msgspec.Struct, frozen=True):
    """Units of a line that are in a box."""

    line: UUID
    quantity: int


class WorkBox(msgspec.Struct, frozen=True, kw_only=True):
    """A box: grams, and millimetres with the longest side first. `label` is the state of its label, if it has one."""

    number: int
    weight: int | None
    length: int | None
    width: int | None
    height: int | None
    carrier: str | None
    service: str | None
    tracking: str | None
    label: str | None
    label_error: str | None
    contents: list[PackedUnit]


class WorkAddress(msgspec.Struct, frozen=True):
    """Where it goes."""

    name: str
    street: str
    extra: str
    postcode: str
    town: str
    country: str
    phone: str


class WorkTransfer(msgspec.Struct, frozen=True):
    """The transfer by which it is sent."""

    id: UUID
    number: str
    expected_on: date | None


class LabelService(msgspec.Struct, frozen=True):
    """A label that can be wished for when packing, by its `key`."""

    key: str
    carrier: str
    name: str


class PreparationPiece(PreparationHead, frozen=True, kw_only=True):
    """One location's work for one order, whole. `customer` is named as on a bag; `deliver_to` is where boxes go;
    `left_at` when its goods left although it had ended by then.
    """

    left_at: datetime | None
    customer: str
    handling: list[str]
    deliver_to: WorkAddress | None
    transfer: WorkTransfer | None
    lines: list[WorkLine]
    boxes: list[WorkBox]
    labels: list[LabelService]


async def preparation_piece(
    work: Work, preparation_id: UUID, *, labels: Sequence[LabelService]
) -> PreparationPiece | None:
    """One piece of work whole; None where there is none. `labels` are those that there are."""
    head = await preparation_head(work, preparation_id)
    if head is None:
        return None
    lines = await _lines(work, preparation_id)
    customer, deliver_to = await _receiver(work, preparation_id)
    return PreparationPiece(
        **{name: getattr(head, name) for name in PreparationHead.__struct_fields__},
        left_at=await left_at(work, preparation_id=preparation_id),
        customer=customer,
        handling=sorted({need for line in lines for need in line.handling}),
        deliver_to=None if head.method == "collect" else deliver_to,
        transfer=await _transfer(work, preparation_id) if head.method == "transfer" else None,
        lines=lines,
        boxes=await _boxes(work, preparation_id),
        labels=[] if head.method == "collect" else list(labels),
    )


GTINS = (
    select(func.coalesce(func.jsonb_agg(Gtin.gtin), func.jsonb_build_array()))
    .where(Gtin.variant_id == Variant.id)
    .scalar_subquery()
)
"""The barcodes of a variant in 14 digits."""


async def _lines(work: Work, preparation_id: UUID) -> list[WorkLine]:
    line = PreparationLine
    shelf = (StockShelf.variant_id == Variant.id) & (StockShelf.location_id == Preparation.location_id)
    query = (
        select(line.id, Variant.sku, GTINS, Product.name, Product.brand, Variant.size, Variant.colour)
        .add_columns(Product.department, StockShelf.shelf, Variant.weight, Variant.handling)
        .add_columns(line.quantity, line.picked, line.refused)
        .join(Preparation, Preparation.id == line.preparation_id)
        .join(Variant, Variant.id == line.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(StockShelf, shelf)
        .where(line.preparation_id == preparation_id)
        .order_by(Product.department, StockShelf.shelf, Variant.sku, line.id)
    )
    return [WorkLine(*row) for row in await work.execute(query)]


async def _boxes(work: Work, preparation_id: UUID) -> list[WorkBox]:
    query = select(Parcel.number, ParcelUnit.line_id, ParcelUnit.quantity)
    query = query.join(ParcelUnit, ParcelUnit.parcel_id == Parcel.id).where(Parcel.preparation_id == preparation_id)
    contents: dict[int, list[PackedUnit]] = {}
    for number, line_id, quantity in await work.execute(query.order_by(Parcel.number, ParcelUnit.line_id)):
        contents.setdefault(number, []).append(PackedUnit(line_id, quantity))
    return [
        WorkBox(
            **{name: getattr(box, name) for name in WorkBox.__struct_fields__ if hasattr(box, name)},
            label_error=box.error,
            contents=contents.get(box.number, []),
        )
        for box in await boxes_of(work, preparation_id)
    ]


HOME = (Address.name, Address.street, Address.extra, Address.postcode, Address.town, Address.country, Customer.phone)
STORE = (Location.name, Location.street, Location.postcode, Location.town, Location.country, Location.phone)


async def _receiver(work: Work, preparation_id: UUID) -> tuple[str, WorkAddress | None]:
    query = (
        select(Customer.name, *HOME, *STORE)
        .select_from(Preparation)
        .join(Order, Order.id == Preparation.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(Address, Address.id == Order.address_id)
        .outerjoin(Location, Location.id == Preparation.destination_id)
        .where(Preparation.id == preparation_id)
    )
    customer, *row = (await work.execute(query)).one()
    home, store = row[: len(HOME)], row[len(HOME) :]
    if store[0] is not None:
        return short_name(customer), _address(store[0], store[1], "", *store[2:])
    return short_name(customer), None if home[1] is None else _address(home[0] or customer, *home[1:])


def _address(*parts: Any) -> WorkAddress:
    return WorkAddress(*(part or "" for part in parts))


async def _transfer(work: Work, preparation_id: UUID) -> WorkTransfer | None:
    columns = Transfer.id, Transfer.number, Transfer.expected_on
    row = (await work.execute(select(*columns).where(Transfer.preparation_id == preparation_id))).one_or_none()
    return WorkTransfer(*row) if row else None
