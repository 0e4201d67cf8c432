"""Give an order to a location: reserve there and open the work, in the order's transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from comptoir.fulfilment.actions import NewPart, open_preparation
from comptoir.orders.actions import NewLine, NewOrder
from comptoir.routing.rules import Candidate, NotEnoughStock, check_collect
from comptoir.stock.actions import Want, reserve
from comptoir.stock.queries import Availability, available_at, available_elsewhere
from comptoir.wiring.work import Work


async def route_collect(
    work: Work, order: NewOrder, *, location: Candidate, skus: Mapping[int, str], is_held: bool = False
) -> None:
    """Reserve everything at the store that the customer chose, and open its preparation.

    `skus` names the variants; what a hold kept for the order is reserved already. Raises NotEnoughStock, which says
    what is available where, LocationClosedToOrders or ServiceMissing; nothing is changed then.
    """
    check_collect(location)
    wants = [Want(line.reservation_id, location.id, line.variant_id, line.quantity) for line in order.lines]
    reference = f"order:{order.number}"
    if not (is_held or await reserve(work, wants, reference=reference, channel=order.channel)):
        raise NotEnoughStock(name=location.name, lines=await _short_lines(work, order, location.id, skus))
    open_preparation(
        work,
        order_id=order.id,
        location_id=location.id,
        method=order.method,
        promise_at=order.promise_at,
        parts=[NewPart(line.allocation_id, line.variant_id, line.quantity) for line in order.lines],
    )


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
