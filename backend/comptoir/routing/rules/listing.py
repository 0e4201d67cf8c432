"""A ranked list instead of costs: the first location on it that has everything, else those that have something."""

from collections.abc import Sequence

import numpy as np

from comptoir.routing.rules.network import Network
from comptoir.routing.rules.numbers import Ints, Mask
from comptoir.routing.rules.policy import Splitting
from comptoir.routing.rules.problem import Problem
from comptoir.routing.rules.ranking import Bill
from comptoir.routing.rules.serving import serve
from comptoir.routing.rules.view import View


def ranks(network: Network, codes: Sequence[str]) -> Ints:
    """The place of each location in the list, counted from 1; 0 where it is not on it."""
    ranked = np.zeros(len(network), np.int64)
    for rank, code in enumerate(codes, 1):
        if code in network.codes:
            ranked[network.codes[code]] = rank
    return ranked


def listed(view: View, ranked: Ints) -> Mask:
    """The supplies of locations on the list."""
    return ranked[view.place] > 0


def as_bill(view: View, ranked: Ints) -> Bill:
    """Ranks in the place of costs, so that units are taken in the list's order."""
    return Bill(np.zeros(len(ranked), np.int64), ranked[view.place], 0, [], [])


def follow(problem: Problem, ranked: Ints, quantity: int, splitting: Splitting) -> tuple[int, ...]:
    """The columns that the list says, for so many units in all."""
    in_order: list[int] = np.argsort(ranked[problem.places], kind="stable").tolist()
    for column in in_order if problem.most else ():
        if _units(problem, (*problem.opened, column)) == quantity:
            return (*problem.opened, column)
    return _gather(problem, in_order, splitting)


def _gather(problem: Problem, in_order: Sequence[int], splitting: Splitting) -> tuple[int, ...]:
    """Each column in turn that adds anything, while more parcels are allowed."""
    opened = problem.opened
    for column in in_order:
        if len(opened) - len(problem.opened) == problem.most:
            break
        more = _units(problem, (*opened, column)) - _units(problem, opened)
        if more and (not opened or more >= splitting.least_units):
            opened = (*opened, column)
    return opened


def _units(problem: Problem, columns: tuple[int, ...]) -> int:
    return sum(take.units for take in serve(problem, columns))
