"""The cheapest set of locations.

Single locations are looked at first, then pairs, and so on, always beside how little any larger set can cost
(`bounds`). Nearly half of all orders are done when the best single location stands against the two cheapest, most
others when the best pair stands against any three. From triples on prices are improved first, which closes most
columns for good. A sum that is too large for this, or whose parcels have a limit or a minimum, is handed on to
`branching`.
"""

import numpy as np

from comptoir.routing.rules.bounds import Prices, better_prices, easy_prices, height
from comptoir.routing.rules.branching import Found, Settle, branch, dive
from comptoir.routing.rules.covers import Covers, complete_sets, pairs
from comptoir.routing.rules.numbers import COMPLETE, Ints, sums
from comptoir.routing.rules.problem import Problem
from comptoir.routing.rules.serving import cheapest, costs_alone

STEPS = 16
"""Uphill, for each size of sets."""

LARGEST = 6
"""Sets that are looked at all together."""

MANY = 64


def search(problem: Problem, settle: Settle | None = None) -> Found:
    """The cheapest columns to open. `settle` tells what columns really cost, where parcels have a minimum."""
    if not len(problem.places):
        return Found((), 0, 0)
    levels = _Levels(problem)
    if not problem.most or (settle is None and levels.is_done()):
        return Found(levels.columns, levels.best, levels.best)
    return levels.hand_on(settle)


class _Levels:
    """Sets of one size after the other. Columns that can't be in a better set are left out on the way."""

    def __init__(self, problem: Problem) -> None:
        self._problem, self._ids = problem, np.arange(len(problem.places))
        self._prices = easy_prices(problem)
        self._covers: Covers | None = None
        self.columns, self.best = problem.opened, int(problem.rows.lacking @ problem.rows.need)
        if problem.opened:
            self._note(np.array([problem.opened]))

    def is_done(self) -> bool:
        """Look at larger and larger sets; whether the best is found for sure."""
        self._note_singles()
        for size in range(2, min(LARGEST, self._problem.most) + 1):
            if self._low(size) >= self.best:
                return True
            if size > 2 and self._close_some(size):
                return True
            if not self._look_at(size):
                return False
        if self._problem.most <= LARGEST:
            return self._problem.most == 1 or self.best < COMPLETE
        return self._low(LARGEST + 1) >= self.best

    def hand_on(self, settle: Settle | None) -> Found:
        """What branch and bound makes of it from here."""
        found = branch(self._problem, self._prices, self.best, settle)
        self._take(found)
        return Found(self.columns, self.best, found.bound)

    def _take(self, found: Found) -> None:
        if found.cost < self.best:
            self.columns, self.best = tuple(self._ids[list(found.columns)].tolist()), found.cost

    def _low(self, size: int) -> int:
        """What sets of so many columns or more cost at the least."""
        return height(self._problem, self._prices, size)

    def _look_at(self, size: int) -> bool:
        """Note the best set of this size; whether there are few enough to look at."""
        if size == 2 and not self._problem.opened:
            return self._note_pairs()
        if self._covers is None:
            self._covers = Covers(self._problem.rows)
        found = complete_sets(self._problem, self._covers, self._prices, size=size, room=self._room)
        if found is None:
            return False
        if len(found.columns) > MANY:  # the most promising first: what they cost may rule others out
            self._note(found.columns[found.rest.argsort(kind="stable")[:MANY]])
        self._note(found.columns[found.rest < self._room])
        return True

    def _note_pairs(self) -> bool:
        found = pairs(self._problem, self.best)
        if found is not None:
            self._note(found)
        return found is not None

    def _close_some(self, size: int) -> bool:
        """Improve prices, and leave out columns that no better set of this size can have; whether there is none at
        all."""
        if self.best >= COMPLETE:
            self._take(dive(self._problem, self._prices, self.best))
        self._prices = better_prices(self._problem, self._prices, best=self.best, count=size, steps=STEPS)
        if self._low(size) >= self.best:
            return True
        rest = np.maximum(self._prices.rest, 0)
        smallest = np.sort(rest)[:size]
        kept = (rest + int(sums(smallest[:-1])) < self._room) | (rest <= smallest[-1])
        kept[list(self._problem.opened)] = True
        self._keep(kept.nonzero()[0])
        return False

    def _keep(self, columns: Ints) -> None:
        if len(columns) < len(self._ids):
            self._problem, self._ids, self._covers = self._problem.only(columns), self._ids[columns], None
            self._prices = Prices(self._prices.price, self._prices.floor, self._prices.rest[columns])

    @property
    def _room(self) -> int:
        """What the rests of a set's columns may come to, counted from 0, so that it may still be cheaper."""
        return self.best - self._prices.floor - int(sums(np.minimum(self._prices.rest, 0)))

    def _each_besides(self, opened: tuple[int, ...]) -> Ints:
        """The sets of these columns and one other."""
        others = np.setdiff1d(np.arange(len(self._ids)), opened) if opened else np.arange(len(self._ids))
        return np.concatenate((np.tile(np.array(opened, np.int64), (len(others), 1)), others[:, None]), 1)

    def _note_singles(self) -> None:
        if self._problem.opened:
            self._note(self._each_besides(self._problem.opened))
            return
        found = costs_alone(self._problem)
        n = int(found.argmin())
        if found[n] < self.best:
            self.columns, self.best = (n,), int(found[n])

    def _note(self, sets: Ints) -> None:
        """Keep the cheapest set, if it is cheaper than what was known."""
        if found := cheapest(self._problem, sets, self.best):
            self.columns, self.best = tuple(self._ids[sets[found[0]]].tolist()), found[1]
