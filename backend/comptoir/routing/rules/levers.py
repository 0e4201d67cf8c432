"""What might be different about one location: views of a world in which it is nearer, emptier, fuller, sooner or
surer."""

from collections.abc import Callable

import msgspec
import numpy as np

from comptoir.routing.rules.carriage import Carriage
from comptoir.routing.rules.demand import AT_A_STORE
from comptoir.routing.rules.numbers import Ints
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
    """So many units more of a variant; where it has none, units of ordinary trust and cover."""

    def pull(view: View, units: int) -> View:
        supply = (view.want == want) & (view.place == place)
        if not supply.any():
            return _with_supply(view, want, place, units) if units else view
        stock = msgspec.structs.replace(view.stock, available=view.stock.available + supply * units)
        return msgspec.structs.replace(view, stock=stock)

    return pull


def _with_supply(view: View, want: int, place: int, units: int) -> View:
    """The view with one more supply, where it belongs in their order."""
    at = int(np.searchsorted(view.want * len(view.network) + view.place, want * len(view.network) + place))
    new = Supply(view.wants[want].line.variant, view.network.places[place].id, units)
    line = view.wants[want].lines[0]
    values = (line, place, units, new.trust, new.cover, new.is_broken)
    columns = [np.insert(getattr(view.stock, name), at, value) for name, value in zip(_COLUMNS, values, strict=True)]
    return msgspec.structs.replace(view, stock=Stock(*columns), want=np.insert(view.want, at, want))


_COLUMNS = Stock.__struct_fields__


def _plus(column: Ints, place: int, more: int) -> Ints:
    changed = column.copy()
    changed[place] += more
    return changed
