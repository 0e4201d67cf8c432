"""Place and cancel orders."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from comptoir.customers.actions import add_guest
from comptoir.fulfilment.actions import cancel_for_order
from comptoir.fulfilment.events import HandoverCancelled, PreparationCollected, PreparationExpired
from comptoir.kit.ids import new_id
from comptoir.network.rules import after_open_minutes
from comptoir.orders import actions as orders
from comptoir.orders.actions import NewLine, NewOrder, NewSlice
from comptoir.routing.actions import route_collect
from comptoir.routing.rules import Candidate
from comptoir.sales import rules
from comptoir.sales.queries import Shop, shop
from comptoir.stock.actions import commit_hold, release
from comptoir.stock.rules import UnknownLocation, check_skus
from comptoir.wiring.work import Work


class Guest(msgspec.Struct, frozen=True):
    """Who the order is for."""

    name: str
    email: str
    phone: str | None
    locale: Literal["en", "fr"]


class Wanted(msgspec.Struct, frozen=True):
    """A line as the customer wants it."""

    sku: str
    quantity: int


class Placed(msgspec.Struct, frozen=True):
    """What was placed, with the shop's words for it."""

    order: NewOrder
    slices: Sequence[NewSlice]
    shop: Shop


async def place_collect_order(
    work: Work,
    *,
    channel: str,
    location: str,
    guest: Guest,
    lines: Sequence[Wanted],
    reference: str | None,
    hold_id: UUID | None = None,
) -> Placed:
    """Place an order to collect at a store that has everything: written, reserved and opened in one transaction.

    `hold_id` names the hold that keeps just these units there; it becomes the order's. Raises UnknownLocation,
    DuplicateLines, UnknownSkus, NotEnoughStock, LocationClosedToOrders, ServiceMissing, HoldOver, HoldDiffers.
    """
    skus = [line.sku for line in lines]
    found = await shop(work, code=location, skus=skus)
    if found is None:
        raise UnknownLocation(field="location", location=location)
    check_skus(skus, found.variants)
    order = await _draft(work, found, channel=channel, lines=lines, reference=reference)
    held = await _commit(work, order, hold_id) if hold_id else None
    candidate = Candidate(found.id, found.name, found.status, found.services)
    names = {variant.id: variant.sku for variant in found.variants.values()}
    slices = await route_collect(work, order, location=candidate, skus=names, held=held)
    add_guest(work, order.customer_id, name=guest.name, email=guest.email, phone=guest.phone, locale=guest.locale)
    orders.place(work, order, slices)
    return Placed(order, slices, found)


async def _commit(work: Work, order: NewOrder, hold_id: UUID) -> dict[int, UUID]:
    """A hold becomes the order's; its reservations by variant."""
    units = {(order.location_id, line.variant_id): line.quantity for line in order.lines}
    kept = await commit_hold(work, hold_id, units, reference=f"order:{order.number}")
    return {variant_id: reservation_id for (_, variant_id), reservation_id in kept.items()}


async def _draft(work: Work, found: Shop, *, channel: str, lines: Sequence[Wanted], reference: str | None) -> NewOrder:
    minutes = work.settings.minutes_to_prepare
    return NewOrder(
        id=new_id(),
        number=await orders.next_number(work),
        channel=channel,
        method="collect",
        customer_id=new_id(),
        location_id=found.id,
        reference=reference,
        promise_at=after_open_minutes(found.hours, found.timezone, work.now, minutes),
        lines=[_new_line(found, line) for line in lines],
    )


def _new_line(found: Shop, line: Wanted) -> NewLine:
    variant = found.variants[line.sku]
    return NewLine(
        id=new_id(),
        variant_id=variant.id,
        quantity=line.quantity,
        price=variant.price,
        tax_rate=variant.tax_rate,
    )


async def cancel_order(work: Work, order_id: UUID) -> None:
    """Cancel an order: its stock is released and its store told.

    Raises NotFound, AlreadyCancelled, AlreadyFulfilled.
    """
    order = await orders.lock(work, order_id)
    rules.check_cancel(order.number, order.status)
    await cancel_for_order(work, order_id)
    reservation_ids = await orders.cancel(work, order_id)
    await release(work, reservation_ids, reference=f"order:{order.number}")


async def close_after_handover(
    work: Work, event: PreparationCollected | HandoverCancelled | PreparationExpired
) -> None:
    """What nobody could serve by the time the customer has the rest, or does not take it, is given up."""
    if (await orders.lock(work, event.order_id)).status in ("partly_fulfilled", "waiting"):
        await orders.close(work, event.order_id)
