"""What might be different about one location: views of a world in which it is nearer, emptier, fuller, sooner or
surer."""

from collections.abc import Callable, Mapping

import msgspec
import numpy as np

from comptoir.routing.rules.carriage import Carriage
from comptoir.routing.rules.demand import AT_A_STORE
from comptoir.routing.rules.numbers import Ints, ints
from comptoir.routing.rules.reach import carried_over, shipped_over
from comptoir.routing.rules.snapshot import Stock, Supply
from comptoir.routing.rules.view import View

Lever = Callable[[View, int], View]
"""A view in which something is better by so much."""


def nearer(place: int, carriage: Carriage) -> Lever:
    """So many metres nearer to the customer, with the tariff and the transit time of there."""

    def pull(view: View, metres: int) -> View:
        distance = _plus(view.reach.distance, place, -metres)
        if view.method in AT_A_STORE:
            here = carried_over(distance, np.arange(len(distance)) == view.pickup, carriage.leg)
        else:
            here = shipped_over(distance, view.reach.tariff)
        return msgspec.structs.replace(view, reach=here, arrives=view.arrives + here.minutes - view.reach.minutes)

    return pull


def sooner(place: int) -> Lever:
    """So many minutes earlier with the customer."""
    return lambda view, minutes: msgspec.structs.replace(view, arrives=_plus(view.arrives, place, -minutes))


def emptier(place: int) -> Lever:
    """So many orders less in its queue."""

    def pull(view: View, orders: int) -> View:
        conditions = msgspec.structs.replace(view.conditions, load=_plus(view.conditions.load, place, -orders))
        return msgspec.structs.replace(view, conditions=conditions)

    return pull


def roomier(place: int) -> Lever:
    """So many preparations more that it can take today."""

    def pull(view: View, preparations: int) -> View:
        conditions = msgspec.structs.replace(view.conditions, left=_plus(view.conditions.left, place, preparations))
        return msgspec.structs.replace(view, conditions=conditions)

    return pull


def surer(place: int) -> Lever:
    """So many hundredths more that its units are really there."""

    def pull(view: View, hundredths: int) -> View:
        trust = np.minimum(view.stock.trust + (view.place == place) * hundredths, 100)
        return msgspec.structs.replace(view, stock=msgspec.structs.replace(view.stock, trust=trust))

    return pull


def fuller(place: int, want: int) -> Lever:
    """So many units more of a variant."""
    return lambda view, units: with_more(view, place, {want: units})


def with_more(view: View, place: int, units: Mapping[int, int]) -> View:
    """So many units more of variants, by want; where it has none of one, units of ordinary trust and cover."""
    more = view.of_wants([units.get(want, 0) for want in range(len(view.wants))]) * (view.place == place)
    stock = msgspec.structs.replace(view.stock, available=view.stock.available + more)
    has = set(view.want[view.place == place].tolist())
    new = {want: count for want, count in sorted(units.items()) if count and want not in has}
    return _with_supplies(msgspec.structs.replace(view, stock=stock), place, new)


def _with_supplies(view: View, place: int, units: Mapping[int, int]) -> View:
    """The view with more supplies, where they belong in their order."""
    if not units:
        return view
    wants, location = ints(units), view.network.places[place].id
    at = np.searchsorted(view.want * len(view.network) + view.place, wants * len(view.network) + place)
    new = [Supply(view.wants[want].line.variant, location, count) for want, count in units.items()]
    lines = [view.wants[want].lines[0] for want in units]
    rows = [(line, place, *msgspec.structs.astuple(each)[2:]) for line, each in zip(lines, new, strict=True)]
    values = dict(zip(_COLUMNS, zip(*rows, strict=True), strict=True))
    columns = [np.insert(getattr(view.stock, name), at, values[name]) for name in _COLUMNS]
    return msgspec.structs.replace(view, stock=Stock(*columns), want=np.insert(view.want, at, wants))


_COLUMNS = Stock.__struct_fields__


def _plus(column: Ints, place: int, more: int) -> Ints:
    changed = column.copy()
    changed[place] += more
    return changed
