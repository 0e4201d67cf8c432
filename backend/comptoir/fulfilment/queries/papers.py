"""What is printed of a preparation: the label on its bag, and the slip that lies with the goods."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, cast, func, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.customers.tables import Address, Customer
from comptoir.fulfilment.tables import Parcel, Preparation, PreparationLine
from comptoir.network.tables import Location
from comptoir.orders.tables import Allocation, Order, OrderLine
from comptoir.wiring.work import Work


class SlipItem(msgspec.Struct, frozen=True):
    """Units of a variant that go out, with the price of one in minor units."""

    name: str
    brand: str
    size: str
    colour: str
    sku: str
    price: int
    quantity: int


class SlipStore(msgspec.Struct, frozen=True):
    """Who sends."""

    name: str
    street: str
    postcode: str
    town: str
    phone: str
    timezone: str


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """What lies with the goods, in the customer's language."""

    number: str
    locale: str
    customer: str
    to_name: str | None
    street: str | None
    extra: str | None
    postcode: str | None
    town: str | None
    country: str | None
    currency: str
    placed_at: datetime
    boxes: int
    store: SlipStore
    items: list[SlipItem]


HEAD = (
    *(Order.number, Customer.locale, Customer.name.label("customer"), Address.name.label("to_name"), Address.street),
    *(Address.extra, Address.postcode, Address.town, Address.country, Order.currency, Order.placed_at),
)
STORE = (Location.name, Location.street, Location.postcode, Location.town, Location.phone, Location.timezone)
ITEM = (Product.name, Product.brand, Variant.size, Variant.colour, Variant.sku, OrderLine.price)


async def slip(work: Work, preparation_id: UUID) -> Slip:
    """The slip of a preparation that there is."""
    query = (
        select(*HEAD)
        .select_from(Preparation)
        .join(Order, Order.id == Preparation.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(Address, Address.id == Order.address_id)
        .where(Preparation.id == preparation_id)
    )
    head = (await work.execute(query)).mappings().one()
    boxes = select(func.count()).where(Parcel.preparation_id == preparation_id)
    count = (await work.execute(boxes)).scalar_one()
    store = await _store(work, preparation_id)
    return Slip(**head, boxes=count, store=store, items=await _items(work, preparation_id))


async def _store(work: Work, preparation_id: UUID) -> SlipStore:
    query = select(*STORE).join(Preparation, Preparation.location_id == Location.id)
    return SlipStore(*(await work.execute(query.where(Preparation.id == preparation_id))).one())


async def _items(work: Work, preparation_id: UUID) -> list[SlipItem]:
    picked = cast(func.sum(PreparationLine.picked), BigInteger)
    query = (
        select(*ITEM, picked)
        .select_from(PreparationLine)
        .join(Allocation, Allocation.id == PreparationLine.allocation_id)
        .join(OrderLine, OrderLine.id == Allocation.line_id)
        .join(Variant, Variant.id == PreparationLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(PreparationLine.preparation_id == preparation_id)
        .group_by(Variant.id, *ITEM)
        .having(picked > 0)
        .order_by(Product.name, Variant.sku)
    )
    return [SlipItem(*row) for row in await work.execute(query)]
