"""The smallest change that would make a location serve: tried out, change by change, by the rules of the plan."""

from collections.abc import Iterator
from functools import cached_property

import msgspec
import numpy as np

from comptoir.routing.rules.beginning import Begun, begin
from comptoir.routing.rules.carriage import Carriage
from comptoir.routing.rules.certainty import Certainty
from comptoir.routing.rules.eligibility import Pardon
from comptoir.routing.rules.levers import Lever, emptier, fuller, nearer, roomier, sooner, surer, with_more
from comptoir.routing.rules.numbers import COMPLETE
from comptoir.routing.rules.policy import Listed
from comptoir.routing.rules.stage import Stage, posed, stage
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
        self._certainty = Certainty(decided, place)
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
        if self._is_told_otherwise or self._begun is None:
            return None
        more = self._begun.cost - self._decided.cost
        return more if abs(more) < COMPLETE else None

    @cached_property
    def _begun(self) -> Begun | None:
        """The cheapest plan that sends a parcel from there, once the needs are met."""
        problem = posed(self._view, self._decided.strategy, Pardon(self._place))
        if self._place not in problem.places:
            return None
        begun = begin(problem, int(np.searchsorted(problem.places, self._place)))
        self._certainty.note(begun)
        return begun

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
        strategy, pardon = self._decided.strategy, Pardon(self._place, of_supplies)
        certain = self._certainty.says(posed(view, strategy, pardon))
        return self._looked_for(stage(view, strategy, pardon)) if certain is None else certain

    def _looked_for(self, found: Stage) -> bool:
        self._certainty.learn(found)
        return self._place in found.places

    def _found(self) -> Iterator[Change]:
        alone = list(self._units_of_one_line())
        yield from alone or self._units_of_lines()
        if not self._is_told_otherwise:
            _ = self._begun  # settles most of what follows
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
        short = self._short()
        for want in self._helping(list(short)):
            if amount := self._least(fuller(self._place, want), short[want]):
                yield Change("units", amount, "units", self._number(want))

    def _helping(self, wants: list[int]) -> list[int]:
        """The wants of which alone all units would be enough. Those that are not enough together are looked at once."""
        short = self._short()
        if not wants or not self._serves(self._with_more({want: short[want] for want in wants})):
            return []
        half = len(wants) // 2
        return [*self._helping(wants[:half]), *self._helping(wants[half:])] if half else wants

    def _units_of_lines(self) -> Iterator[Change]:
        """More of several lines, where more of one is not enough: as few of them as will do."""
        short = self._short()
        if self._serves(self._with_more(short)):
            needed = self._needed(list(short), short)
            yield Change("units", sum(needed.values()), "units")

    def _needed(self, wants: list[int], short: dict[int, int]) -> dict[int, int]:
        """What is short without those of some wants that can be left out, one after the other from the first."""
        fewer = {each: units for each, units in short.items() if each not in wants}
        if not wants or self._serves(self._with_more(fewer)):
            return fewer if wants else short
        half = len(wants) // 2
        return self._needed(wants[half:], self._needed(wants[:half], short)) if half else short

    def _with_more(self, units: dict[int, int]) -> View:
        return with_more(self._view, self._place, units)

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
