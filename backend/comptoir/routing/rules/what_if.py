"""The smallest change that would make a location serve: tried out, change by change, by the rules of the plan."""

from collections.abc import Iterator
from functools import cached_property

import msgspec
import numpy as np

from comptoir.routing.rules.carriage import Carriage
from comptoir.routing.rules.eligibility import Pardon
from comptoir.routing.rules.levers import Lever, emptier, fuller, nearer, roomier, sooner, surer
from comptoir.routing.rules.numbers import COMPLETE
from comptoir.routing.rules.policy import Listed
from comptoir.routing.rules.problem import Problem
from comptoir.routing.rules.rows import Rows
from comptoir.routing.rules.search import search
from comptoir.routing.rules.serving import serve
from comptoir.routing.rules.stage import Stage, stage
from comptoir.routing.rules.view import View


class Change(msgspec.Struct, frozen=True):
    """`amount` in `unit`: metres nearer, minutes sooner, orders less in its queue, preparations or units more,
    hundredths of trust more; without a unit, the filter `what` would have to say yes. `line` is the number of a line.
    """

    what: str
    amount: int = 1
    unit: str = ""
    line: int | None = None


class Trial:
    """What-ifs about one location that serves nothing in a stage.

    `needs` are the filters of locations that it fails, each with what it lacks; all else is tried as if it passed them.
    """

    def __init__(self, decided: Stage, place: int, carriage: Carriage) -> None:
        self._decided, self._place, self._carriage = decided, place, carriage
        self.needs = tuple(self._failing())
        self._view = decided.view
        for change in self.needs:
            if lever := self._mending(change.what):
                self._view = lever(self._view, change.amount)

    @cached_property
    def suffices(self) -> bool:
        """Whether it serves once the needs are met."""
        return self._serves(self._view)

    def enough(self) -> tuple[Change, ...]:
        """Changes that make the location serve, each alone, once the needs are met; none if those are enough or
        nothing is."""
        return () if self.suffices else tuple(self._found())

    def dearer(self) -> int | None:
        """By how many millis the cheapest plan that sends a parcel from there is dearer; None where there is none, or
        more than costs decides."""
        tried = stage(self._view, self._decided.strategy, Pardon(self._place))
        if self._is_told_otherwise or self._place not in tried.problem.places:
            return None
        column = int(np.searchsorted(tried.problem.places, self._place))
        more = _cost_with(tried.problem, column) - self._decided.cost
        return more if abs(more) < COMPLETE else None

    def _failing(self) -> Iterator[Change]:
        strategy, view = self._decided.strategy, self._decided.view
        for each in strategy.all_filters:
            if not each.is_of_supplies and (margin := int(each.margins(view)[self._place])) < 0:
                yield Change(each.name, -margin, each.unit)
        if isinstance(strategy.ranking, Listed) and self._code not in strategy.ranking.locations:
            yield Change("list")

    @property
    def _is_told_otherwise(self) -> bool:
        """Whether more than costs decides."""
        strategy = self._decided.strategy
        return isinstance(strategy.ranking, Listed) or strategy.splitting.has_minimum

    @property
    def _code(self) -> str:
        return self._decided.view.network.places[self._place].code

    def _mending(self, filter_name: str) -> Lever | None:
        earlier = sooner(self._place)
        levers = {"distance": nearer(self._place, self._carriage), "in_time": earlier, "promise": earlier}
        return (levers | {"capacity": roomier(self._place)}).get(filter_name)

    def _serves(self, view: View, *, of_supplies: bool = False) -> bool:
        return self._place in stage(view, self._decided.strategy, Pardon(self._place, of_supplies)).places

    def _found(self) -> Iterator[Change]:
        alone = list(self._units_of_one_line())
        yield from alone or self._units_of_lines()
        for what, unit, lever, most in self._levers():
            if amount := self._least(lever, most):
                yield Change(what, amount, unit)
        if self._serves(self._view, of_supplies=True):
            yield from (Change(each, line=line) for each, line in self._failing_on_supplies())

    def _levers(self) -> Iterator[tuple[str, str, Lever, int]]:
        view, place = self._view, self._place
        late = int(view.arrives[place]) - view.demand.promise
        yield "distance", "metres", nearer(place, self._carriage), int(view.reach.distance[place])
        yield "in_time", "minutes", sooner(place), max(0, late)
        yield "load", "orders", emptier(place), int(view.conditions.load[place])
        yield "trust", "hundredths", surer(place), 100

    def _units_of_one_line(self) -> Iterator[Change]:
        for want, short in self._short().items():
            if amount := self._least(fuller(self._place, want), short):
                yield Change("units", amount, "units", self._number(want))

    def _units_of_lines(self) -> Iterator[Change]:
        """More of several lines, where more of one is not enough: as few of them as will do."""
        short = self._short()
        if not self._serves(self._with_more(short)):
            return
        for want in list(short):
            fewer = {each: units for each, units in short.items() if each != want}
            if self._serves(self._with_more(fewer)):
                short = fewer
        yield Change("units", sum(short.values()), "units")

    def _with_more(self, units: dict[int, int]) -> View:
        view = self._view
        for want, more in units.items():
            view = fuller(self._place, want)(view, more)
        return view

    def _short(self) -> dict[int, int]:
        """The units that the location lacks, by want."""
        view = self._view
        here = view.place == self._place
        has = dict(zip(view.want[here].tolist(), view.stock.available[here].tolist(), strict=True))
        short = {n: want.quantity - has.get(n, 0) for n, want in enumerate(view.wants)}
        return {n: units for n, units in short.items() if units > 0}

    def _failing_on_supplies(self) -> Iterator[tuple[str, int]]:
        view = self._view
        for each in (each for each in self._decided.strategy.all_filters if each.is_of_supplies):
            for supply in ((view.place == self._place) & (each.margins(view) < 0)).nonzero()[0].tolist():
                yield each.name, self._number(int(view.want[supply]))

    def _number(self, want: int) -> int:
        return self._view.wants[want].line.number

    def _least(self, lever: Lever, most: int) -> int | None:
        """The smallest amount with which it serves, if any up to `most` does."""
        if not most or not self._serves(lever(self._view, most)):
            return None
        fails, serves = 0, most
        while serves - fails > 1:
            middle = (fails + serves) // 2
            fails, serves = (fails, middle) if self._serves(lever(self._view, middle)) else (middle, serves)
        return serves


def _cost_with(problem: Problem, column: int) -> int:
    """What the cheapest plan costs that takes something from a column."""
    fixed = problem.fixed.copy()
    fixed[column] = 0
    begun = msgspec.structs.replace(
        problem, fixed=fixed, opened=tuple({*problem.opened, column}), most=max(0, problem.most - 1)
    )
    found = search(begun)
    cost = found.cost + int(problem.fixed[column])
    takes = serve(begun, found.columns)
    return cost if any(take.column == column for take in takes) else cost + _least_move(begun, found.columns, column)


def _least_move(problem: Problem, columns: tuple[int, ...], column: int) -> int:
    """What one block more from a column costs that is not needed for any."""
    rows = problem.rows
    others = [each for each in columns if each != column]
    return min(
        int(rows.cost[row, column] - _dearest(rows, row, others))
        for row in (rows.have[:, column] > 0).nonzero()[0].tolist()
    )


def _dearest(rows: Rows, row: int, columns: list[int]) -> int:
    """What the last block of a row costs among some columns."""
    left, paid = int(rows.need[row]), int(rows.lacking[row])
    for n in sorted(columns, key=lambda n: int(rows.cost[row, n])):
        if left > 0 and rows.have[row, n]:
            left, paid = left - int(rows.have[row, n]), int(rows.cost[row, n])
    return int(rows.lacking[row]) if left > 0 else paid
