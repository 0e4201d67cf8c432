"""Route a new order over the whole network: plan, reserve what the plan takes, open the work.

A lost race plans again at once, with the stock as it is by then.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Literal
from uuid import UUID

import msgspec

from comptoir.fulfilment.actions import NewPart, open_preparation
from comptoir.kit.errors import N_, Refused
from comptoir.kit.ids import new_id
from comptoir.orders.actions import NewLine, NewSlice
from comptoir.routing.actions.deciding import Cause, Decided, decide, demand_of, write_decision
from comptoir.routing.queries.network import Charted, minute_of
from comptoir.routing.rules.demand import HANDLING, Demand, Destination, Handling, Line
from comptoir.routing.rules.outcome import Source
from comptoir.stock.actions import Want, reserve
from comptoir.wiring.work import Work

TRIES = 6
"""So often stock may be gone between a plan and its reservation; then what is wanted is hardly there any more."""


class StockInUse(Refused):
    """Others were quicker again and again: what is wanted is hardly there any more."""

    slug = "stock-in-use"
    title = N_("Many want the same at this moment. Please try again.")


class Goods(msgspec.Struct, frozen=True):
    """What routing asks of a variant: grams, and how it wants to be treated."""

    weight: int
    handling: Sequence[str]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """An order, or what of it is to be routed: its lines, where they go, and by when (None: as soon as it can be)."""

    order_id: UUID
    number: str
    channel: str
    lines: Sequence[NewLine]
    goods: Mapping[int, Goods]
    pickup_id: int | None = None
    destination: Destination | None = None
    promise_at: datetime | None = None
    refused_by: Mapping[UUID, Sequence[int]] = {}
    excluded: Sequence[int] = ()


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

    The caller writes the slices; what no slice has stays with its line. Raises StockInUse.
    """
    variants = [line.variant_id for line in wanted.lines]
    for _ in range(TRIES):
        made = await decide(work, lambda at: _demand(work, wanted, at), variants, channel=wanted.channel)
        if is_whole and made.plan.unplaced:
            return None
        slices = _slices(wanted, made)
        if await _reserve(work, wanted, slices):
            return _write(work, wanted, made, slices, cause)
    raise StockInUse


def _write(work: Work, wanted: Wanted, made: Decided, slices: Sequence[NewSlice], cause: Cause) -> Routed:
    promise_at = wanted.promise_at or _promise(work, made.plan.sources)
    _open_work(work, wanted, made, slices, promise_at)
    write_decision(work, wanted.order_id, made, cause=cause)
    return Routed(slices, promise_at, _waits(made))


def _waits(made: Decided) -> Waits | None:
    """Until the first of what is unplaced has waited long enough."""
    first = min(made.plan.unplaced, key=lambda one: one.until, default=None)
    return first and Waits(datetime.fromtimestamp(first.until * 60, UTC), first.then)


def _demand(work: Work, wanted: Wanted, at: Charted) -> Demand:
    zone = at.zone(wanted.pickup_id) if wanted.pickup_id else at.zones[0]
    country = wanted.destination.country if wanted.destination else _country(wanted, at)
    promise_at = wanted.promise_at or work.now + timedelta(hours=work.settings.usual_promise_h)
    return demand_of(
        work,
        zone,
        lines=tuple(_line(wanted, number, line) for number, line in enumerate(wanted.lines, start=1)),
        method=wanted.lines[0].method,
        promise=minute_of(promise_at),
        destination=wanted.destination,
        pickup=wanted.pickup_id,
        channel=wanted.channel,
        country=country,
        excluded=tuple(wanted.excluded),
    )


def _country(wanted: Wanted, at: Charted) -> str:
    return at.network.places[at.network.index[wanted.pickup_id]].country if wanted.pickup_id else "FR"


def _line(wanted: Wanted, number: int, line: NewLine) -> Line:
    goods = wanted.goods[line.variant_id]
    return Line(
        number=number,
        variant=line.variant_id,
        quantity=line.quantity,
        price=line.price,
        weight=goods.weight,
        handling=_needs(goods.handling),
        method=line.method,
        refused_by=tuple(wanted.refused_by.get(line.id, ())),
    )


def _needs(handling: Iterable[str]) -> tuple[Handling, ...]:
    """What locations and carriers are asked for: what is frozen wants the cold chain too."""
    needs = {"cold" if need == "frozen" else need for need in handling}
    return tuple(known for known in HANDLING if known in needs)


def _slices(wanted: Wanted, made: Decided) -> list[NewSlice]:
    return [
        NewSlice(new_id(), wanted.lines[part.line - 1], part.location, new_id(), part.quantity)
        for part in made.plan.allocations
    ]


async def _reserve(work: Work, wanted: Wanted, slices: Sequence[NewSlice]) -> bool:
    wants = [Want(part.reservation_id, part.location_id, part.line.variant_id, part.quantity) for part in slices]
    return not wants or await reserve(work, wants, reference=f"order:{wanted.number}", channel=wanted.channel)


def _promise(work: Work, sources: Iterable[Source]) -> datetime:
    """When the last part arrives, in whole quarters of an hour; what is usual where nobody serves yet."""
    arrives = max((source.arrives for source in sources), default=None)
    if arrives is None:
        return work.now + timedelta(hours=work.settings.usual_promise_h)
    return datetime.fromtimestamp(-(-arrives // 15) * 15 * 60, UTC)


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
            promise_at=max(work.now, promise_at - _underway(made, source)),
            parts=[NewPart(part.id, part.line.variant_id, part.quantity) for part in parts],
            destination_id=wanted.pickup_id if travels else None,
        )


def _underway(made: Decided, source: Source) -> timedelta:
    """How long goods are on their way from where they are prepared to the customer."""
    ready = int(made.snapshot.conditions.ready_at[made.snapshot.network.index[source.location]])
    return timedelta(minutes=max(0, source.arrives - ready))
