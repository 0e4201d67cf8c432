"""Route a new order over the whole network: plan, reserve what the plan takes, open the work.

A lost race plans again at once, with the stock as it is by then.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Literal

import msgspec

from comptoir.fulfilment.actions import NewPart, open_preparation
from comptoir.kit.errors import N_, Refused
from comptoir.kit.ids import new_id
from comptoir.orders.actions import NewSlice
from comptoir.routing.actions.deciding import Cause, Decided, see, write_decision
from comptoir.routing.actions.timing import due_at, promise_of, usually_at
from comptoir.routing.actions.wanting import Wanted, planned
from comptoir.routing.queries.network import moment_of
from comptoir.stock.actions import Want, reserve
from comptoir.wiring.work import Work

TRIES = 6
"""So often stock may be gone between a plan and its reservation; then what is wanted is hardly there any more."""


class StockInUse(Refused):
    """Others were quicker again and again: what is wanted is hardly there any more."""

    slug = "stock-in-use"
    title = N_("Many want the same at this moment. Please try again.")


class Waits(msgspec.Struct, frozen=True):
    """Until when something waits for a location, and what happens then."""

    until: datetime
    then: Literal["cancel", "person"]


class Routed(msgspec.Struct, frozen=True):
    """What came of it: the slices that are reserved, when the last of them is with the customer, and until when the
    rest waits, if there is any."""

    slices: Sequence[NewSlice]
    promise_at: datetime
    waits: Waits | None


async def route(work: Work, wanted: Wanted, *, cause: Cause = "placed", is_whole: bool = False) -> Routed | None:
    """Plan, reserve and open the work of whoever serves. None where `is_whole` and not all can be placed.

    Where the customer was `told` something, whoever can't keep it does not serve. The caller writes the slices; what no
    slice has stays with its line. Raises StockInUse.
    """
    variants = [line.variant_id for line in wanted.lines]
    for _ in range(TRIES):
        made = planned(work, await see(work, variants, channel=wanted.channel), wanted)
        if is_whole and made.plan.unplaced:
            return None
        slices = _slices(wanted, made)
        if await _reserve(work, wanted, slices):
            return _write(work, wanted, made, slices, cause)
    raise StockInUse


def _write(work: Work, wanted: Wanted, made: Decided, slices: Sequence[NewSlice], cause: Cause) -> Routed:
    promise_at = wanted.promise_at or promise_of(made) or usually_at(work, work.now)
    _open_work(work, wanted, made, slices, promise_at)
    write_decision(work, wanted.order_id, made, cause=cause)
    return Routed(slices, promise_at, _waits(made))


def _waits(made: Decided) -> Waits | None:
    """Until the first of what is unplaced has waited long enough."""
    first = min(made.plan.unplaced, key=lambda one: one.until, default=None)
    return first and Waits(moment_of(first.until), first.then)


def _slices(wanted: Wanted, made: Decided) -> list[NewSlice]:
    return [
        NewSlice(new_id(), wanted.lines[part.line - 1], part.location, new_id(), part.quantity)
        for part in made.plan.allocations
    ]


async def _reserve(work: Work, wanted: Wanted, slices: Sequence[NewSlice]) -> bool:
    wants = [Want(part.reservation_id, part.location_id, part.line.variant_id, part.quantity) for part in slices]
    return not wants or await reserve(work, wants, reference=f"order:{wanted.number}", channel=wanted.channel)


def _open_work(work: Work, wanted: Wanted, made: Decided, slices: Sequence[NewSlice], promise_at: datetime) -> None:
    """A preparation for each location and method, due in time for what follows it."""
    by_work = sorted(slices, key=lambda part: (part.location_id, part.line.method))
    for (location_id, method), parts in groupby(by_work, key=lambda part: (part.location_id, part.line.method)):
        source = next(one for one in made.plan.sources if one.location == location_id and one.method == method)
        travels = source.leg is not None and source.leg.to != location_id
        open_preparation(
            work,
            order_id=wanted.order_id,
            location_id=location_id,
            method="transfer" if travels else method,
            promise_at=max(work.now, due_at(made, source, promise_at)),
            parts=[NewPart(part.id, part.line.variant_id, part.quantity) for part in parts],
            destination_id=wanted.pickup_id if travels else None,
        )
