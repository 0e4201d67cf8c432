"""Route a new order over the whole network: plan, reserve what the plan takes, open the work.

A lost race plans again at once, with the stock as it is by then.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from comptoir.kit.errors import N_, Refused
from comptoir.kit.ids import new_id
from comptoir.orders import actions as orders
from comptoir.orders.actions import NewSlice
from comptoir.routing.actions.deciding import Cause, Decided, see, write_decision
from comptoir.routing.actions.helping import take_help, write_help
from comptoir.routing.actions.opening import Opening, open_work
from comptoir.routing.actions.timing import promise_of, usually_at
from comptoir.routing.actions.wanting import Wanted, planned
from comptoir.routing.events import OrderRoutedAgain
from comptoir.routing.queries.helped import unserved_help
from comptoir.routing.queries.network import moment_of
from comptoir.stock.actions import Want, reserve
from comptoir.wiring.work import Work

TRIES = 6
"""So often stock may be gone between a plan and its reservation; then what is wanted is hardly there any more."""

DECIDED_AS_A_WHOLE: frozenset[Cause] = frozenset({"placed", "by_hand", "cheaper"})
"""After these nobody asks whether the rest of the order should move, too."""


class StockInUse(Refused):
    """Others were quicker again and again: what is wanted is hardly there any more."""

    slug = "stock-in-use"
    title = N_("Many want the same at this moment. Please try again.")


class Waits(msgspec.Struct, frozen=True):
    """Until when something waits for a location, and what happens then."""

    until: datetime
    then: Literal["cancel", "person"]


class Routed(msgspec.Struct, frozen=True):
    """What came of it: the slices that are reserved, by when all is promised, and until when the rest waits, if there
    is any. `arrives_at` is when the last slice is with the customer, as it looks now."""

    slices: Sequence[NewSlice]
    promise_at: datetime
    waits: Waits | None
    arrives_at: datetime | None


async def route(work: Work, wanted: Wanted, *, cause: Cause = "placed", is_whole: bool = False) -> Routed | None:
    """Plan, reserve and open the work of whoever serves. None where `is_whole` and not all can be placed.

    Where the customer was `told` something, whoever can't keep it does not serve. A new order is written by the caller,
    with the slices; to one that is there they are added here, before the work that refers to them. What no slice has
    stays with its line. Raises StockInUse or NoPolicy.
    """
    for _ in range(TRIES):
        made = await look(work, wanted)
        if is_whole and made.plan.unplaced:
            return None
        slices = slices_of(wanted, made)
        if await reserve_slices(work, wanted, slices):
            return await settle(work, wanted, made, slices, cause=cause)
    raise StockInUse


async def look(work: Work, wanted: Wanted) -> Decided:
    """How it would be routed at this moment; nothing is changed."""
    variants = [line.variant_id for line in wanted.lines]
    return planned(work, await see(work, variants, channel=wanted.channel), wanted)


async def settle(work: Work, wanted: Wanted, made: Decided, slices: Sequence[NewSlice], *, cause: Cause) -> Routed:
    """Open the work of slices that are reserved, and write down what was decided.

    A new order is written by the caller with its slices; one that is there is given them here. Of what is looked at
    again and again only what changes anything is kept.
    """
    if slices and cause != "placed":
        await orders.place_again(work, wanted.order_id, slices)
    promise_at = wanted.promise_at or promise_of(made) or usually_at(work, work.now)
    if cause != "placed":
        promise_at = _told_again(work, wanted, made, promise_at)
    ended = await unserved_help(work, wanted.order_id) if cause != "placed" else ()
    taken = await take_help(work, made, back=ended)
    await open_work(work, Opening(wanted.order_id, wanted.pickup_id, promise_at, wanted.begun), made, slices)
    write_help(work, wanted.order_id, taken, slices)
    if slices and cause not in DECIDED_AS_A_WHOLE:
        work.record(OrderRoutedAgain(order_id=wanted.order_id))
    if slices or cause != "stock":
        write_decision(work, wanted.order_id, made, cause=cause)
    return Routed(slices, promise_at, _waits(made), promise_of(made))


def _told_again(work: Work, wanted: Wanted, made: Decided, promise_at: datetime) -> datetime:
    """Where it takes longer than was promised, the customer is told so, and counts on that from now on."""
    arrives_at = promise_of(made)
    if arrives_at is None or arrives_at <= promise_at:
        return promise_at
    orders.promise_again(work, wanted.order_id, arrives_at)
    return arrives_at


def _waits(made: Decided) -> Waits | None:
    """Until the first of what is unplaced has waited long enough."""
    first = min(made.plan.unplaced, key=lambda one: one.until, default=None)
    return first and Waits(moment_of(first.until), first.then)


def slices_of(wanted: Wanted, made: Decided) -> list[NewSlice]:
    """What a plan gives to whom, under new ids."""
    return [
        NewSlice(new_id(), wanted.lines[part.line - 1], part.location, new_id(), part.quantity)
        for part in made.plan.allocations
    ]


async def reserve_slices(work: Work, wanted: Wanted, slices: Sequence[NewSlice]) -> bool:
    """Reserve all of it, or nothing where stock went meanwhile."""
    wants = [Want(part.reservation_id, part.location_id, part.line.variant_id, part.quantity) for part in slices]
    return not wants or await reserve(work, wants, reference=f"order:{wanted.number}", channel=wanted.channel)
