"""Who may serve: the filters of a strategy over all locations and supplies."""

from functools import lru_cache

import msgspec
import numpy as np

from comptoir.routing.rules.filtering import Asked, Filter, Standing
from comptoir.routing.rules.network import Network
from comptoir.routing.rules.numbers import Mask
from comptoir.routing.rules.view import View


class Pardon(msgspec.Struct, frozen=True):
    """For what-ifs: a location, by position, that passes all filters of locations, perhaps of supplies too."""

    place: int
    of_supplies: bool = False


def eligible_supplies(view: View, filters: tuple[Filter, ...], pardon: Pardon | None = None) -> Mask:
    """The supplies that units may be taken from."""
    places = _eligible_places(view, filters)
    if pardon:
        places[pardon.place] = True
    supplies = places[view.place]
    for each in filters:
        if each.is_of_supplies and each.concerns(view):
            supplies &= each.margins(view) >= 0
    return supplies | (view.place == pardon.place) if pardon and pardon.of_supplies else supplies


def _eligible_places(view: View, filters: tuple[Filter, ...]) -> Mask:
    places = _standing(filters, view.network, Asked(view.method, view.pickup, view.demand.country)).copy()
    for each in filters:
        if not (each.is_of_supplies or isinstance(each, Standing)) and each.concerns(view):
            places &= each.margins(view) >= 0
    return places


@lru_cache(maxsize=1024)
def _standing(filters: tuple[Filter, ...], network: Network, asked: Asked) -> Mask:
    """The locations that pass what does not change from order to order; kept, since it is asked for each of them."""
    passes = np.ones(len(network), np.bool_)
    for each in filters:
        if isinstance(each, Standing):
            passes &= each.passes(network, asked)
    return passes
