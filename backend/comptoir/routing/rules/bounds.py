"""How little a plan can cost at the least: a Lagrangian bound, in whole numbers.

Give each row a price that it pays for a block. A column earns what rows pay it above their cost there; what opening it
costs, less that, is its *rest*. No plan that opens `k` more columns or more is cheaper than all prices together, plus
the rests of what is open, plus the k smallest rests and all others below 0. At the easy prices, the least at which
rows can be served, that is the sum of those and of the k cheapest columns. `better_prices` raises the bound by
subgradient steps (of Polyak's length), which are whole numbers too.
"""

import msgspec
import numpy as np

from comptoir.routing.rules.numbers import Ints, least_of, sums
from comptoir.routing.rules.problem import Problem
from comptoir.routing.rules.rows import Rows

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
    price = least_of(problem.rows.cost, 1)
    return Prices(price, int(price @ problem.rows.need), problem.fixed)


def priced(problem: Problem, price: Ints) -> Prices:
    """Any prices, none above what it weighs to leave a block of a row unplaced."""
    return Prices(price, int(price @ problem.rows.need), problem.fixed - sums(_earned(problem.rows, price)))


def height(problem: Problem, prices: Prices, count: int) -> int:
    """What plans cost at the least that open `count` columns or more."""
    used = _counted(problem, prices.rest, count)
    return NEVER if used is None else prices.floor + int(sums(prices.rest[used]))


def least(rest: Ints, count: int) -> int:
    """What `count` columns or more add at the least; NEVER where there are fewer."""
    if len(rest) < count:
        return NEVER
    if count == 1:
        smallest = int(least_of(rest))
        return smallest if smallest >= 0 else int(sums(np.minimum(rest, 0)))
    ordered = np.sort(rest)
    return int(sums(ordered[:count]) + sums(np.minimum(ordered[count:], 0)))


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
        self._arrive(start.price)

    def goes_on(self) -> bool:
        """Take a step; whether another may help."""
        if self._used is None or self._highest >= self._best:
            return False
        slope = self._slope(self._used)
        length = int(slope @ slope)
        stride = (self._goal - self._now) // length >> self._halvings if length else 0
        if stride > 0:
            self._arrive(np.minimum(self._price + stride * slope, self._problem.rows.lacking))
        return stride > 0

    def _arrive(self, price: Ints) -> None:
        rows = self._problem.rows
        self._price, self._earned = price, _earned(rows, price)
        rest, floor = self._problem.fixed - sums(self._earned), int(price @ rows.need)
        self._used = _counted(self._problem, rest, self._count)
        self._now = NEVER if self._used is None else floor + int(sums(rest[self._used]))
        if self._now > self._highest:
            self.top, self._highest, self._disappointments = Prices(price, floor, rest), self._now, 0
        else:
            self._tire()

    def _tire(self) -> None:
        self._disappointments += 1
        if self._disappointments == PATIENCE:
            self._halvings, self._disappointments = self._halvings + 1, 0

    def _slope(self, used: Ints) -> Ints:
        """What of each row the columns that the bound counts leave unserved, below 0 where they serve too much."""
        rows, pays = self._problem.rows, self._earned[:, used] > 0
        return rows.need - sums(pays * rows.have[:, used] if rows.has_pieces else pays, 1)


def _counted(problem: Problem, rest: Ints, count: int) -> Ints | None:
    """The columns whose rests make the bound: open ones, the `count` smallest others, and all below 0."""
    if problem.opened:
        rest, count = rest.copy(), count + len(problem.opened)
        rest[list(problem.opened)] = -NEVER
    if len(rest) < count:
        return None
    return rest.argsort(kind="stable")[: max(count, np.count_nonzero(rest < 0))]


def _earned(rows: Rows, price: Ints) -> Ints:
    """What each row (down) pays each column (across) above its cost."""
    earned = np.maximum(price[:, None] - rows.cost, 0)
    if rows.has_pieces:
        earned[rows.whole :] *= rows.have[rows.whole :]
    return earned
