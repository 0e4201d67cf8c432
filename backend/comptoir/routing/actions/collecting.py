"""Give an order to a location: reserve there and open the work, in the order's transaction."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from comptoir.fulfilment.actions import NewPart, open_preparation
from comptoir.kit.ids import new_id
from comptoir.orders.actions import NewLine, NewOrder, NewSlice
from comptoir.routing.rules import Candidate, NotEnoughStock, check_collect
from comptoir.stock.actions import Want, reserve
from comptoir.stock.queries.shortages import Line, short_lines
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
        wanted = [Line(skus[line.variant_id], line.variant_id, line.quantity) for line in order.lines]
        short = await short_lines(work, wanted, location_id=location.id, channel=order.channel)
        raise NotEnoughStock(name=location.name, lines=short)
    open_preparation(
        work,
        order_id=order.id,
        location_id=location.id,
        method="collect",
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
