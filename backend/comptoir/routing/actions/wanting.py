"""What of an order is to be routed, as the demand of a plan."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from comptoir.orders.actions import NewLine
from comptoir.routing.actions.deciding import Decided, Seen
from comptoir.routing.actions.timing import usually_at
from comptoir.routing.queries.network import Charted, minute_of
from comptoir.routing.queries.unplaced import Begun
from comptoir.routing.rules.demand import HANDLING, Demand, Destination, Handling, Line
from comptoir.wiring.work import Work


class Goods(msgspec.Struct, frozen=True):
    """What routing asks of a variant: grams, and how it wants to be treated."""

    weight: int
    handling: Sequence[str]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """An order, or what of it is to be routed: its lines, where they go, and by when (None: as soon as it can be).

    `told` are the locations from which the customer was promised it by then, before they ordered: others serve only
    where these can't, and nobody who is later. `only` are those that somebody asks for. `begun` is the work that is
    done for it already.
    """

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
    only: Sequence[int] = ()
    told: Sequence[int] = ()
    begun: Sequence[Begun] = ()

    @property
    def parcels(self) -> tuple[int, ...]:
        """Who prepares a part already that these lines can join: one unit more makes no new parcel there.

        None where lines go different ways, since the plan does not tell for which of them a parcel is begun.
        """
        methods = {line.method for line in self.lines}
        ways = methods | {"transfer"} if methods == {"collect"} else methods
        return tuple(each.location_id for each in self.begun if each.method in ways) if len(methods) == 1 else ()


def planned(work: Work, seen: Seen, wanted: Wanted) -> Decided:
    """The plan for it; from where the customer was told if that still serves all, else from anywhere."""
    if wanted.told:
        made = seen.decide(_demand(work, seen, wanted, only=wanted.told))
        if not made.plan.unplaced:
            return made
    return seen.decide(_demand(work, seen, wanted, only=wanted.only))


def _demand(work: Work, seen: Seen, wanted: Wanted, *, only: Sequence[int]) -> Demand:
    at = seen.charted
    zone = at.zone(wanted.pickup_id) if wanted.pickup_id else at.zones[0]
    return Demand(
        now=minute_of(seen.since),
        local=_local_minute(seen.since, zone),
        lines=tuple(_line(wanted, number, line) for number, line in enumerate(wanted.lines, start=1)),
        method=wanted.lines[0].method,
        promise=minute_of(wanted.promise_at or usually_at(work, seen.since)),
        destination=wanted.destination,
        pickup=wanted.pickup_id,
        channel=wanted.channel,
        country=wanted.destination.country if wanted.destination else _country(wanted, at),
        excluded=tuple(wanted.excluded),
        only=tuple(only),
        is_told=bool(wanted.told),
        parcels=wanted.parcels,
    )


def _local_minute(moment: datetime, zone: str) -> int:
    """Minutes since 1970 by the clock on the wall, as the rules of a policy count."""
    return minute_of(moment.astimezone(ZoneInfo(zone)).replace(tzinfo=ZoneInfo("UTC")))


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
