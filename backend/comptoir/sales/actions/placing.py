"""Place orders: written, routed, reserved and opened in one transaction, or not at all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from comptoir.customers.actions import NewAddress, add_address, add_guest
from comptoir.kit.ids import new_id
from comptoir.network.rules import after_open_minutes
from comptoir.orders import actions as orders
from comptoir.orders.actions import NewLine, NewOrder, NewSlice
from comptoir.orders.rules import Wish
from comptoir.routing import actions as routing
from comptoir.sales import rules
from comptoir.sales.actions.serving import Draft, serve
from comptoir.sales.queries import Shop, shop
from comptoir.stock.actions import commit_hold
from comptoir.stock.rules import UnknownLocation, check_skus
from comptoir.wiring.work import Work


class Guest(msgspec.Struct, frozen=True):
    """Who the order is for."""

    name: str
    email: str
    phone: str | None
    locale: Literal["en", "fr"]


class Wanted(msgspec.Struct, frozen=True):
    """A line as the customer wants it: so many of a SKU, to collect or to be brought."""

    sku: str
    quantity: int
    method: Literal["collect", "ship"] = "collect"


class Placed(msgspec.Struct, frozen=True):
    """What was placed, with the shop's words for it."""

    order: NewOrder
    slices: Sequence[NewSlice]
    shop: Shop


async def place_order(
    work: Work,
    *,
    channel: str,
    guest: Guest,
    lines: Sequence[Wanted],
    location: str | None = None,
    address: NewAddress | None = None,
    reference: str | None = None,
    hold_id: UUID | None = None,
    incomplete: Literal["refuse", "wait"] = "refuse",
    promise: str | None = None,
    substitutes: Wish = "ask",
) -> Placed:
    """Place an order to collect at a store (`location`), to be brought (`address`), or some lines so and some so.

    `hold_id` names the hold that keeps just these units at the store; it becomes the order's. `promise` is what the
    customer was told by `offers`: it is kept, or nothing is ordered. What nobody can serve makes the order refused, or
    waits until somebody can. `substitutes` is what they say of something else in place of what is not there.
    Raises LocationMissing, AddressMissing, UnknownLocation, DuplicateLines, UnknownSkus,
    NotEnoughStock, NotEnoughAnywhere, LocationClosedToOrders, ServiceMissing, HoldOver, HoldDiffers, PromiseOver,
    PromiseGone.
    """
    rules.check_destination({line.method for line in lines}, location=location, has_address=address is not None)
    told = routing.read_promise(work, promise) if promise is not None else None
    found = await basket(work, lines, location=location)
    draft = Draft(
        order=await _order(
            work, found, channel=channel, lines=lines, reference=reference, is_brought=address is not None, told=told
        ),
        shop=found,
        address=address,
        ready_at=_ready_at(work, found),
        told=told,
        is_whole=incomplete == "refuse",
    )
    order = msgspec.structs.replace(draft.order, substitutes=substitutes)
    held = await _commit(work, order, hold_id) if hold_id else None
    served = await serve(work, draft, held)
    order = msgspec.structs.replace(order, promise_at=served.promise_at)
    add_guest(work, order.customer_id, name=guest.name, email=guest.email, phone=guest.phone, locale=guest.locale)
    if address and order.address_id:
        add_address(work, order.address_id, order.customer_id, address)
    orders.place(work, order, served.slices)
    if served.waits:
        await routing.wait(work, order.id, served.waits)
    return Placed(order, served.slices, found)


async def basket(work: Work, lines: Sequence[Wanted], *, location: str | None) -> Shop:
    """What the shop knows of a basket. Raises UnknownLocation, DuplicateLines or UnknownSkus."""
    found = await shop(work, code=location, skus=[line.sku for line in lines])
    if location is not None and found.place is None:
        raise UnknownLocation(field="location", location=location)
    for method in ("collect", "ship"):
        check_skus([line.sku for line in lines if line.method == method], found.variants)
    return found


async def _commit(work: Work, order: NewOrder, hold_id: UUID) -> dict[int, UUID]:
    """A hold becomes the order's; its reservations by variant."""
    units = {(order.location_id or 0, line.variant_id): line.quantity for line in order.lines}
    kept = await commit_hold(work, hold_id, units, reference=f"order:{order.number}")
    return {variant_id: reservation_id for (_, variant_id), reservation_id in kept.items()}


async def _order(
    work: Work,
    found: Shop,
    *,
    channel: str,
    lines: Sequence[Wanted],
    reference: str | None,
    is_brought: bool,
    told: routing.Told | None,
) -> NewOrder:
    return NewOrder(
        id=new_id(),
        number=await orders.next_number(work),
        channel=channel,
        customer_id=new_id(),
        location_id=found.place.id if found.place else None,
        address_id=new_id() if is_brought else None,
        reference=reference,
        promise_at=told.at if told else _ready_at(work, found),
        lines=[new_line(found, line) for line in lines],
    )


def _ready_at(work: Work, found: Shop) -> datetime:
    """When the store could have it ready; what is brought is promised when it is routed."""
    if found.place is None:
        return work.now
    return after_open_minutes(found.place.hours, found.place.timezone, work.now, work.settings.minutes_to_prepare)


def new_line(found: Shop, line: Wanted) -> NewLine:
    """A line of an order at today's price."""
    variant = found.variants[line.sku]
    return NewLine(
        id=new_id(),
        variant_id=variant.id,
        method=line.method,
        quantity=line.quantity,
        price=variant.price,
        tax_rate=variant.tax_rate,
    )
