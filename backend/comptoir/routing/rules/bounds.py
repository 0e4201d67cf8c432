"""How little a plan can cost at the least: a Lagrangian bound, in whole numbers.

Give each row a price that it pays for a block. A column earns what rows pay it above their cost there; what opening it
costs, less that, is its *rest*. No plan that opens `k` more columns or more is cheaper than all prices together, plus
the rests of what is open, plus the k smallest rests and all others below 0. At the easy prices, the least at which
rows can be served, that is the sum of those and of the k cheapest columns. `better_prices` raises the bound by
subgradient steps (of Polyak's length), which are whole numbers too.
"""

import msgspec
import numpy as np

from comptoir.routing.rules.numbers import Ints
from comptoir.routing.rules.problem import Problem

NEVER = 2**62
PATIENCE = 2
"""Steps without a better bound, after which steps are halved."""


class Prices(msgspec.Struct, frozen=True, eq=False):
    """What a block of each row pays, what all rows pay, and the rest of each column."""

    price: Ints
    floor: int
    rest: Ints


def easy_prices(problem: Problem) -> Prices:
    """What each row costs where it is cheapest. No column earns anything then: its rest is what opening it costs."""
    price = problem.rows.cost.min(1)
    return Prices(price, int(price @ problem.rows.need), problem.fixed)


def height(problem: Problem, prices: Prices, count: int) -> int:
    """What plans cost at the least that open `count` columns or more."""
    used = _counted(problem, prices.rest, count)
    return NEVER if used is None else prices.floor + int(prices.rest[used].sum())


def least(rest: Ints, count: int) -> int:
    """What `count` columns or more add at the least; NEVER where there are fewer."""
    if len(rest) < count:
        return NEVER
    if count == 1:
        smallest = int(rest.min())
        return smallest if smallest >= 0 else int(np.minimum(rest, 0).sum())
    ordered = np.sort(rest)
    return int(ordered[:count].sum() + np.minimum(ordered[count:], 0).sum())


def better_prices(problem: Problem, start: Prices, *, best: int, count: int, steps: int) -> Prices:
    """The prices of the highest bound on a way uphill of so many steps, for plans that open `count` columns or more.

    `best` is what a known plan costs: there is no need to climb above that.
    """
    climb = _Climb(problem, start, best, count)
    while steps and climb.goes_on():
        steps -= 1
    return climb.top


class _Climb:
    def __init__(self, problem: Problem, start: Prices, best: int, count: int) -> None:
        self._problem, self._best, self._count = problem, best, count
        self._goal = best + (abs(best) >> 6)
        self._highest, self._halvings, self._disappointments = -NEVER, 0, 0
        self.top = start
        self._arrive(start)

    def goes_on(self) -> bool:
        """Take a step; whether another may help."""
        if self._used is None or self._highest >= self._best:
            return False
        slope = self._slope(self._used)
        stride = (self._goal - self._now) // max(1, int(slope @ slope)) >> self._halvings
        if stride <= 0 or not slope.any():
            return False
        self._arrive(_at(self._problem, np.minimum(self._here.price + stride * slope, self._problem.rows.lacking)))
        return True

    def _arrive(self, here: Prices) -> None:
        self._here, self._used = here, _counted(self._problem, here.rest, self._count)
        self._now = NEVER if self._used is None else here.floor + int(here.rest[self._used].sum())
        if self._now > self._highest:
            self.top, self._highest, self._disappointments = here, self._now, 0
            return
        self._disappointments += 1
        if self._disappointments == PATIENCE:
            self._halvings, self._disappointments = self._halvings + 1, 0

    def _slope(self, used: Ints) -> Ints:
        """What of each row the columns that the bound counts leave unserved, below 0 where they serve too much."""
        rows = self._problem.rows
        return rows.need - (rows.have[:, used] * (self._here.price[:, None] > rows.cost[:, used])).sum(1)


def _counted(problem: Problem, rest: Ints, count: int) -> Ints | None:
    """The columns whose rests make the bound: open ones, the `count` smallest others, and all below 0."""
    if problem.opened:
        rest, count = rest.copy(), count + len(problem.opened)
        rest[list(problem.opened)] = -NEVER
    if len(rest) < count:
        return None
    return rest.argsort(kind="stable")[: max(count, np.count_nonzero(rest < 0))]


def _at(problem: Problem, price: Ints) -> Prices:
    rows = problem.rows
    earned = np.maximum(price[:, None] - rows.cost, 0)
    if rows.has_pieces:
        earned[rows.whole :] *= rows.have[rows.whole :]
    return Prices(price, int(price @ rows.need), problem.fixed - earned.sum(0))
