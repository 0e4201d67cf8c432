"""The filters that no policy can switch off."""

import numpy as np

from comptoir.routing.rules.demand import AT_A_STORE
from comptoir.routing.rules.filtering import Filter, yes_or_no
from comptoir.routing.rules.numbers import Ints
from comptoir.routing.rules.view import View


class Reachable(Filter, frozen=True, tag="reachable"):
    """A tariff exists from the location to the customer."""

    def margins(self, view: View) -> Ints:
        return yes_or_no(view.reach.reaches)


class Pickup(Filter, frozen=True, tag="pickup"):
    """The store where the goods are collected is online, offers that, and can take one more preparation today."""

    def concerns(self, view: View) -> bool:
        return view.method in AT_A_STORE

    def margins(self, view: View) -> Ints:
        takes = not self.concerns(view) or (view.pickup is not None and _takes(view, view.pickup))
        return np.full(len(view.network), 0 if takes else -1, np.int64)


class NotRefused(Filter, frozen=True, tag="refused"):
    """The location did not refuse this order before."""

    def concerns(self, view: View) -> bool:
        return bool(view.demand.refused_by)

    def margins(self, view: View) -> Ints:
        return yes_or_no(~view.network.only(view.demand.refused_by))


class NotExcluded(Filter, frozen=True, tag="excluded"):
    """Nobody excluded the location by hand."""

    def concerns(self, view: View) -> bool:
        return bool(view.demand.excluded)

    def margins(self, view: View) -> Ints:
        return yes_or_no(~view.network.only(view.demand.excluded))


class Chosen(Filter, frozen=True, tag="chosen"):
    """Nobody chose other locations to serve it."""

    def concerns(self, view: View) -> bool:
        return bool(view.demand.only)

    def margins(self, view: View) -> Ints:
        chosen = view.network.only(view.demand.only) if view.demand.only else np.ones(len(view.network), np.bool_)
        return yes_or_no(chosen)


class KeepsPromise(Filter, frozen=True, tag="promise"):
    """Goods are with the customer by what they were told, where they count on it."""

    unit = "minutes"

    def concerns(self, view: View) -> bool:
        return view.demand.is_told

    def margins(self, view: View) -> Ints:
        return view.demand.promise - view.arrives if view.demand.is_told else np.zeros(len(view.network), np.int64)


class LineNotRefused(Filter, frozen=True, tag="line_refused"):
    """The location did not refuse this line before."""

    is_of_supplies = True

    def concerns(self, view: View) -> bool:
        return any(line.refused_by for line in view.demand.lines)

    def margins(self, view: View) -> Ints:
        refused = np.zeros((len(view.wants), len(view.network)), np.bool_)
        for n, want in enumerate(view.wants):
            for line in want.lines:
                refused[n, view.network.at(view.demand.lines[line].refused_by)] = True
        return yes_or_no(~refused[view.want, view.place])


ALWAYS: tuple[Filter, ...] = (
    Reachable(),
    Pickup(),
    NotRefused(),
    NotExcluded(),
    Chosen(),
    KeepsPromise(),
    LineNotRefused(),
)


def _takes(view: View, pickup: int) -> bool:
    """Whether the store can give these goods to the customer: the pickup is a preparation of its own there."""
    can_take_more = view.conditions.left[pickup] > 0 or pickup in view.started
    offers = view.network.offering(view.method)[pickup]
    return bool(view.network.is_online[pickup] and offers and can_take_more)
