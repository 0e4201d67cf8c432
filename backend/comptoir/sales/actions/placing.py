"""Place orders: written, routed, reserved and opened in one transaction, or not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from comptoir.customers.actions import NewAddress, add_address, add_guest
from comptoir.kit.ids import new_id
from comptoir.network.rules import after_open_minutes
from comptoir.orders import actions as orders
from comptoir.orders.actions import NewLine, NewOrder, NewSlice
from comptoir.routing import actions as routing
from comptoir.routing.rules import Candidate, NotEnoughStock, check_collect
from comptoir.routing.rules.demand import Destination
from comptoir.sales import rules
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


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An order before anybody serves it."""

    order: NewOrder
    shop: Shop
    address: NewAddress | None
    is_whole: bool

    @property
    def skus(self) -> dict[int, str]:
        """The names of the variants."""
        return {variant.id: variant.sku for variant in self.shop.variants.values()}

    @property
    def candidate(self) -> Candidate:
        """Where the customer collects. Only for orders that are collected."""
        at = self.shop.place
        assert at
        return Candidate(at.id, at.name, at.status, at.services)


class Served(msgspec.Struct, frozen=True):
    """Who serves it, and by when."""

    slices: Sequence[NewSlice]
    promise_at: datetime
    waits: routing.Waits | None = None


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
) -> Placed:
    """Place an order to collect at a store (`location`), to be brought (`address`), or some lines so and some so.

    `hold_id` names the hold that keeps just these units at the store; it becomes the order's. What nobody can serve
    makes the order refused, or waits until somebody can. Raises LocationMissing, AddressMissing, UnknownLocation,
    DuplicateLines, UnknownSkus, NotEnoughStock, NotEnoughAnywhere, LocationClosedToOrders, ServiceMissing, HoldOver,
    HoldDiffers.
    """
    rules.check_destination({line.method for line in lines}, location=location, has_address=address is not None)
    found = await shop(work, code=location, skus=[line.sku for line in lines])
    if location is not None and found.place is None:
        raise UnknownLocation(field="location", location=location)
    for method in ("collect", "ship"):
        check_skus([line.sku for line in lines if line.method == method], found.variants)
    is_brought = address is not None
    order = await _order(work, found, channel=channel, lines=lines, reference=reference, is_brought=is_brought)
    draft = Draft(order=order, shop=found, address=address, is_whole=incomplete == "refuse")
    held = await _commit(work, order, hold_id) if hold_id else None
    served = await _serve(work, draft, held)
    order = msgspec.structs.replace(order, promise_at=served.promise_at)
    add_guest(work, order.customer_id, name=guest.name, email=guest.email, phone=guest.phone, locale=guest.locale)
    if address and order.address_id:
        add_address(work, order.address_id, order.customer_id, address)
    orders.place(work, order, served.slices)
    if served.waits:
        await routing.wait(work, order.id, served.waits)
    return Placed(order, served.slices, found)


async def _serve(work: Work, draft: Draft, held: Mapping[int, UUID] | None) -> Served:
    """By the store where it is collected if that has everything: nothing can be cheaper. Else by the whole network."""
    if draft.order.method != "collect":
        return await _route(work, draft)
    try:
        slices = await routing.route_collect(work, draft.order, location=draft.candidate, skus=draft.skus, held=held)
    except NotEnoughStock:
        if (routed := await _route_elsewhere(work, draft)) is None:
            raise
        return routed
    return Served(slices, draft.order.promise_at)


async def _route_elsewhere(work: Work, draft: Draft) -> Served | None:
    try:
        return await _route(work, draft)
    except rules.NotEnoughAnywhere:
        return None


async def _route(work: Work, draft: Draft) -> Served:
    order = draft.order
    if order.location_id is not None:
        check_collect(draft.candidate)
    routed = await routing.route(
        work,
        routing.Wanted(
            order_id=order.id,
            number=order.number,
            channel=order.channel,
            lines=order.lines,
            goods={one.id: routing.Goods(one.weight, one.handling) for one in draft.shop.variants.values()},
            pickup_id=order.location_id,
            destination=_destination(draft.address),
        ),
        is_whole=draft.is_whole,
    )
    if routed is None:
        lines = [{"sku": draft.skus[line.variant_id], "wanted": line.quantity} for line in order.lines]
        raise rules.NotEnoughAnywhere(lines=lines)
    return Served(routed.slices, routed.promise_at, routed.waits)


def _destination(address: NewAddress | None) -> Destination | None:
    if address is None:
        return None
    return Destination(latitude=address.latitude, longitude=address.longitude, country=address.country)


async def _commit(work: Work, order: NewOrder, hold_id: UUID) -> dict[int, UUID]:
    """A hold becomes the order's; its reservations by variant."""
    units = {(order.location_id or 0, line.variant_id): line.quantity for line in order.lines}
    kept = await commit_hold(work, hold_id, units, reference=f"order:{order.number}")
    return {variant_id: reservation_id for (_, variant_id), reservation_id in kept.items()}


async def _order(
    work: Work, found: Shop, *, channel: str, lines: Sequence[Wanted], reference: str | None, is_brought: bool
) -> NewOrder:
    return NewOrder(
        id=new_id(),
        number=await orders.next_number(work),
        channel=channel,
        customer_id=new_id(),
        location_id=found.place.id if found.place else None,
        address_id=new_id() if is_brought else None,
        reference=reference,
        promise_at=_ready_at(work, found),
        lines=[_line(found, line) for line in lines],
    )


def _ready_at(work: Work, found: Shop) -> datetime:
    """When the store could have it ready; what is brought is promised when it is routed."""
    if found.place is None:
        return work.now
    return after_open_minutes(found.place.hours, found.place.timezone, work.now, work.settings.minutes_to_prepare)


def _line(found: Shop, line: Wanted) -> NewLine:
    variant = found.variants[line.sku]
    return NewLine(
        id=new_id(),
        variant_id=variant.id,
        method=line.method,
        quantity=line.quantity,
        price=variant.price,
        tax_rate=variant.tax_rate,
    )
