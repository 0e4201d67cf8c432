"""Transfers as the system of a warehouse lists and reads them, from whichever end."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, Text, case, cast, or_, select
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.queries.changed import Page, after_page, since_position
from comptoir.fulfilment.queries.work_details import GTINS
from comptoir.fulfilment.rules import TransferState
from comptoir.fulfilment.tables import Transfer, TransferLine
from comptoir.network.tables import Location
from comptoir.orders.tables import Order
from comptoir.stock.tables import StockShelf
from comptoir.wiring.work import Work


class TransferHead(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that go from one location to another. One for an order is picked and sent as its `preparation`."""

    id: UUID
    number: str
    source: str
    destination: str
    state: TransferState
    version: int
    order_number: str | None
    preparation: UUID | None
    expected_on: date | None
    made_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None


class MovedLine(msgspec.Struct, frozen=True):
    """Units of a variant: wanted, picked and refused where they are, sent, and received, `damaged` ones among those.

    `shelf` is where they stand at the source until they are sent, then at the destination. What nobody wanted and
    arrived all the same has a `quantity` of 0.
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
    handling: list[str]
    quantity: int
    picked: int
    refused: int
    sent: int
    received: int
    damaged: int


class TransferPiece(TransferHead, frozen=True, kw_only=True):
    """A transfer whole."""

    lines: list[MovedLine]


class TransferPage(msgspec.Struct, frozen=True):
    """A page of transfers, and where it ended."""

    transfers: list[TransferHead]
    end: Page | None


FROM, TO = aliased(Location), aliased(Location)
HEAD = (
    *(Transfer.id, Transfer.number, FROM.code.label("source"), TO.code.label("destination"), Transfer.state),
    *(Transfer.version, Order.number.label("order_number"), Transfer.preparation_id.label("preparation")),
    *(Transfer.expected_on, Transfer.made_at, Transfer.sent_at, Transfer.ended_at, Transfer.from_id),
    cast(Transfer.changed_xid, Text).label("xid"),
)


async def transfers_at(
    work: Work,
    *,
    location_ids: Collection[int],
    states: Collection[TransferState],
    since: int | None,
    after: Page | None,
    position: int,
    most: int,
) -> TransferPage:
    """Transfers from or to these locations in these states, or in any, in the order in which they changed last."""
    ids, changed = list(location_ids), Transfer.changed_xid
    where = [or_(Transfer.from_id.in_(ids), Transfer.to_id.in_(ids)), *since_position(changed, since)]
    where += [Transfer.state.in_(list(states))] if states else []
    query = _heads().where(*where, *after_page(changed, Transfer.id, after)).order_by(changed, Transfer.id)
    rows = (await work.execute(query.limit(most))).mappings().all()
    last = rows[-1] if len(rows) == most else None
    end = Page(position, int(last["xid"]), last["id"]) if last else None
    return TransferPage([_head(work, dict(row)) for row in rows], end)


async def transfer_piece(work: Work, transfer_id: UUID) -> TransferPiece | None:
    """One transfer whole; None where there is none."""
    row = (await work.execute(_heads().where(Transfer.id == transfer_id))).mappings().one_or_none()
    if row is None:
        return None
    head = _head(work, dict(row))
    fields = {name: getattr(head, name) for name in TransferHead.__struct_fields__}
    return TransferPiece(**fields, lines=await _lines(work, transfer_id))


def _heads() -> Select[*tuple[Any, ...]]:
    return (
        select(*HEAD)
        .join(FROM, FROM.id == Transfer.from_id)
        .join(TO, TO.id == Transfer.to_id)
        .outerjoin(Order, Order.id == Transfer.order_id)
    )


def _head(work: Work, row: dict[str, Any]) -> TransferHead:
    """The work on an order is known at the source alone: it is another location's."""
    del row["xid"]
    if row.pop("from_id") not in work.actor.locations:
        row["preparation"] = None
    return TransferHead(**row)


async def _lines(work: Work, transfer_id: UUID) -> list[MovedLine]:
    line = TransferLine
    at = case((Transfer.state == "created", Transfer.from_id), else_=Transfer.to_id)
    shelf = (StockShelf.variant_id == Variant.id) & (StockShelf.location_id == at)
    query = (
        select(line.id, Variant.sku, GTINS, Product.name, Product.brand, Variant.size, Variant.colour)
        .add_columns(Product.department, StockShelf.shelf, Variant.handling, line.quantity, line.picked, line.refused)
        .add_columns(line.sent, line.received, line.damaged)
        .join(Transfer, Transfer.id == line.transfer_id)
        .join(Variant, Variant.id == line.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(StockShelf, shelf)
        .where(line.transfer_id == transfer_id)
        .order_by(Product.department, StockShelf.shelf, Variant.sku, line.id)
    )
    return [MovedLine(*row) for row in await work.execute(query)]
