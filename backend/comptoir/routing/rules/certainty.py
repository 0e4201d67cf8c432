"""Whether a location would serve in what-ifs, told without planning each of them from the start.

A what-if changes nothing but one location. So a plan without it costs what it cost before. Plans with it are made of
the decided one, with the location besides or instead, and of those that were found on the way; and the prices of the
sum in which it is open tell what any of them costs at the least. Where that does not settle it, the plan has to be
looked for. Only where the decided plan was not proven to be the cheapest, or one that was looked for was not, looking
on would prove as little, and take long: there a cheaper plan with the location counts.
"""

from collections.abc import Iterator
from itertools import combinations

import msgspec
import numpy as np

from comptoir.routing.rules.beginning import Begun
from comptoir.routing.rules.bounds import NEVER, better_prices, easy_prices, height, priced
from comptoir.routing.rules.numbers import PENALTY, Ints, ints
from comptoir.routing.rules.policy import Listed
from comptoir.routing.rules.problem import Problem
from comptoir.routing.rules.serving import cheapest
from comptoir.routing.rules.stage import Stage

CLIMB, STEPS = 150, 30
"""Uphill, once for what was decided, and in each what-if that its prices do not settle."""

Places = tuple[int, ...]


class Certainty:
    """What is known of the plans of a stage in which a location serves nothing."""

    def __init__(self, decided: Stage, place: int) -> None:
        self._decided, self._place = decided, place
        self._is_proving = decided.bound == decided.cost
        self._begun: Begun | None = None
        self._wanted = sum(want.quantity for want in decided.view.wants)
        self._sets = [np.array(sets) for sets in _around(decided, place)]
        self._known = _Known(decided) if self._is_by_cost else None

    def says(self, problem: Problem) -> bool | None:
        """Whether the location serves in a what-if; None where that is not certain."""
        if self._place not in problem.places:
            return False
        column = int(np.searchsorted(problem.places, self._place))
        if column in problem.opened:
            return None
        is_complete = problem.rows.units == self._wanted
        if not problem.most or (self._decided.strategy.splitting.incomplete == "waits" and not is_complete):
            return False
        return self._settled(self._known, problem, column) if self._known else None

    def note(self, begun: Begun) -> None:
        """The cheapest plan that has it, while nothing else is changed."""
        self._begun = begun

    def learn(self, found: Stage) -> None:
        """A plan that was looked for. One in which the location serves may be that of other what-ifs too."""
        self._is_proving = self._is_proving and not found.gap
        if self._place in found.places:
            self._sets.append(np.array([_open_in(found)]))

    @property
    def _is_by_cost(self) -> bool:
        """Whether costs alone decide, and the plan is what they came to."""
        strategy, decided = self._decided.strategy, self._decided
        if isinstance(strategy.ranking, Listed) or strategy.splitting.has_minimum:
            return False
        is_whole = strategy.splitting.incomplete == "goes" or bool(decided.takes)
        return is_whole and bool(len(decided.problem.places))

    def _settled(self, known: "_Known", problem: Problem, column: int) -> bool | None:
        decided = self._decided
        more = PENALTY * (problem.rows.units - decided.problem.rows.units)
        least_without, without = decided.bound + more, decided.cost + more
        cost, least = self._costs(problem, column)
        if cost < least_without:
            return True
        if least > without or known.least_with(problem, column, without) > without:
            return False
        return None if self._is_proving else cost < without

    def _costs(self, problem: Problem, column: int) -> tuple[int, int]:
        """What a plan with the location costs, and what any does at the least, so far as that is known."""
        cost, least = min(_least_cost(problem, sets) for sets in self._sets), 0
        if self._begun and _differ_in_opening_alone(problem, self._begun.problem):
            more = int(problem.fixed[column] - self._begun.problem.fixed[column])
            least = self._begun.least + more
            cost = min(cost, self._begun.cost + more) if self._begun.is_useful else cost
        return cost, least


class _Known:
    """What units of wants, and kits, pay where a stage was decided."""

    def __init__(self, decided: Stage) -> None:
        problem = decided.problem
        prices = better_prices(problem, easy_prices(problem), best=decided.cost, count=0, steps=CLIMB)
        contents = map(tuple, problem.rows.contents)
        self._pays = dict(zip(contents, prices.price.tolist(), strict=True))
        self._unit = {content[0][0]: pays // content[0][1] for content, pays in self._pays.items() if len(content) == 1}

    def least_with(self, problem: Problem, column: int, without: int) -> int:
        """What plans with a column cost at the least; climbing higher than what they cost without it is vain."""
        opened = msgspec.structs.replace(problem, opened=tuple(sorted({*problem.opened, column})))
        start = priced(opened, self._at(problem))
        low = height(opened, start, 0)
        if low > without:
            return low
        return height(opened, better_prices(opened, start, best=without + 1, count=0, steps=STEPS), 0)

    def _at(self, problem: Problem) -> Ints:
        """What its rows pay: as much as before, where there were any like them."""
        easy = easy_prices(problem).price.tolist()
        pays = [self._of(tuple(content), price) for content, price in zip(problem.rows.contents, easy, strict=True)]
        return np.minimum(ints(pays), problem.rows.lacking)

    def _of(self, content: tuple[tuple[int, int], ...], easy: int) -> int:
        if content in self._pays or len(content) > 1:
            return self._pays.get(content, easy)
        return sum(self._unit[want] * units if want in self._unit else easy for want, units in content)


def _around(decided: Stage, place: int) -> Iterator[list[Places]]:
    """The decided plan with a location besides, instead of another, and instead of two others; and that one alone."""
    places = _open_in(decided)
    for fewer in range(min(3, len(places) + 1)):
        yield [tuple(sorted((*rest, place))) for rest in combinations(places, len(places) - fewer)]
    yield [tuple(sorted((*decided.problem.places[list(decided.problem.opened)].tolist(), place)))]


def _open_in(found: Stage) -> Places:
    """The locations that a plan has open."""
    return tuple(sorted({*found.places, *found.problem.places[list(found.problem.opened)].tolist()}))


def _differ_in_opening_alone(one: Problem, other: Problem) -> bool:
    """Whether two sums over the same columns differ in what opening those costs, and in nothing else."""
    same = ((one.places, other.places), (one.rows.have, other.rows.have), (one.rows.cost, other.rows.cost))
    return all(np.array_equal(these, those) for these, those in same)


def _least_cost(problem: Problem, sets: Ints) -> int:
    """What the cheapest costs of plans that have so many locations open; NEVER where they may not, or have nothing."""
    if sets.shape[1] > problem.most + len(problem.opened):
        return NEVER
    columns = np.searchsorted(problem.places, sets)
    columns[columns == len(problem.places)] = 0
    there = (problem.places[columns] == sets).all(1)
    there &= np.isin(problem.places[list(problem.opened)], sets).all() if problem.opened else True
    found = cheapest(problem, columns[there], NEVER) if there.any() else None
    return found[1] if found else NEVER
