"""Open the work of those who serve an order, or give more to who is at work on it already."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec

from comptoir.fulfilment.actions import NewPart, add_to_preparation, open_preparation
from comptoir.orders.actions import NewSlice
from comptoir.routing.actions.deciding import Decided
from comptoir.routing.actions.timing import due_at
from comptoir.routing.queries.unplaced import Begun
from comptoir.routing.rules.outcome import Source
from comptoir.wiring.work import Work


class Opening(msgspec.Struct, frozen=True):
    """Whose work it is: the order, where it is collected, by when, and what of it is `begun`."""

    order_id: UUID
    pickup_id: int | None
    promise_at: datetime
    begun: Sequence[Begun]


async def open_work(work: Work, opening: Opening, made: Decided, slices: Sequence[NewSlice]) -> None:
    """A preparation for each location and method, due in time for what follows it."""
    by_work = sorted(slices, key=lambda part: (part.location_id, part.line.method))
    for (location_id, method), parts in groupby(by_work, key=lambda part: (part.location_id, part.line.method)):
        source = next(one for one in made.plan.sources if one.location == location_id and one.method == method)
        units = [NewPart(part.id, part.line.variant_id, part.quantity) for part in parts]
        await _open(work, opening, made, source, units)


async def _open(work: Work, opening: Opening, made: Decided, source: Source, parts: Sequence[NewPart]) -> None:
    travels = source.leg is not None and source.leg.to != source.location
    method: Any = "transfer" if travels else source.method
    destination_id = opening.pickup_id if travels else None
    for each in opening.begun:
        if (each.location_id, each.method, each.destination_id) == (source.location, method, destination_id):
            await add_to_preparation(work, each.preparation_id, parts)
            return
    open_preparation(
        work,
        order_id=opening.order_id,
        location_id=source.location,
        method=method,
        promise_at=max(work.now, due_at(made, source, opening.promise_at)),
        parts=parts,
        destination_id=destination_id,
    )
