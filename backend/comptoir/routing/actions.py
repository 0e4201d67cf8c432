"""Give an order to a location: reserve there and open the work, in the order's transaction."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from comptoir.fulfilment.actions import NewPart, open_preparation
from comptoir.kit.ids import new_id
from comptoir.orders.actions import NewLine, NewOrder, NewSlice
from comptoir.routing.rules import Candidate, NotEnoughStock, check_collect
from comptoir.stock.actions import Want, reserve
from comptoir.stock.queries import Availability, available_at, available_elsewhere
from comptoir.wiring.work import Work


async def route_collect(
    work: Work,
    order: NewOrder,
    *,
    location: Candidate,
    skus: Mapping[int, str],
    held: Mapping[int, UUID] | None = None,
) -> list[NewSlice]:
    """Reserve everything at the store that the customer chose, and open its preparation. The order's slices.

    `skus` names the variants; `held` are the reservations, by variant, that a hold already keeps for the order. Raises
    NotEnoughStock, which says what is available where, LocationClosedToOrders or ServiceMissing; nothing is changed
    then.
    """
    check_collect(location)
    slices = [_slice(line, location.id, held) for line in order.lines]
    if not (held or await _reserve(work, order, slices)):
        raise NotEnoughStock(name=location.name, lines=await _short_lines(work, order, location.id, skus))
    open_preparation(
        work,
        order_id=order.id,
        location_id=location.id,
        method=order.method,
        promise_at=order.promise_at,
        parts=[NewPart(part.id, part.line.variant_id, part.quantity) for part in slices],
    )
    return slices


def _slice(line: NewLine, location_id: int, held: Mapping[int, UUID] | None) -> NewSlice:
    reservation_id = held[line.variant_id] if held else new_id()
    return NewSlice(new_id(), line, location_id, reservation_id, line.quantity)


async def _reserve(work: Work, order: NewOrder, slices: Sequence[NewSlice]) -> bool:
    wants = [Want(part.reservation_id, part.location_id, part.line.variant_id, part.quantity) for part in slices]
    return await reserve(work, wants, reference=f"order:{order.number}", channel=order.channel)


async def _short_lines(work: Work, order: NewOrder, location_id: int, skus: Mapping[int, str]) -> list[dict[str, Any]]:
    here = await available_at(work, location_id=location_id, variant_ids=skus, channel=order.channel)
    short = [line for line in order.lines if here.get(line.variant_id, 0) < line.quantity]
    return [
        _short_line(line, here, skus, await _elsewhere(work, order, line, location_id=location_id)) for line in short
    ]


async def _elsewhere(work: Work, order: NewOrder, line: NewLine, *, location_id: int) -> list[Availability]:
    return await available_elsewhere(work, location_id=location_id, variant_id=line.variant_id, channel=order.channel)


def _short_line(
    line: NewLine, here: Mapping[int, int], skus: Mapping[int, str], others: Sequence[Availability]
) -> dict[str, Any]:
    return {
        "sku": skus[line.variant_id],
        "wanted": line.quantity,
        "available": max(0, here.get(line.variant_id, 0)),
        "elsewhere": [
            {"location": other.location, "name": other.location_name, "available": other.available} for other in others
        ],
    }
