"""What a draft would have done otherwise than the published policy: sums over the same orders, and what changed."""

from typing import NamedTuple

import msgspec

from comptoir.routing.rules.demand import Demand
from comptoir.routing.rules.outcome import Plan

MOST_EXAMPLES = 100
"""Orders that are shown: those of which the cost changed most."""


class Tally(msgspec.Struct):
    """What came of orders under one policy: millis in total and by criterion, parcels, orders that were whole and on
    time, units that nobody served, help for stores in millis, and parcels by location."""

    orders: int = 0
    cost: int = 0
    parcels: int = 0
    on_time: int = 0
    unplaced: int = 0
    boost: int = 0
    costs: dict[str, int] = {}
    load: dict[str, int] = {}

    def count(self, demand: Demand, plan: Plan) -> None:
        """One more order."""
        self.orders += 1
        self.cost += plan.cost
        self.parcels += len(plan.sources)
        self.on_time += is_on_time(demand, plan)
        self.unplaced += sum(one.quantity for one in plan.unplaced)
        for source in plan.sources:
            _add(self.load, str(source.location), 1)
            for cost in source.costs:
                _add(self.costs, cost.criterion, cost.millis)
                self.boost -= cost.millis if cost.criterion == "boost" else 0

    def add(self, other: "Tally") -> None:
        """The orders of another tally too."""
        for name in ("orders", "cost", "parcels", "on_time", "unplaced", "boost"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for mine, others in ((self.costs, other.costs), (self.load, other.load)):
            for key, value in others.items():
                _add(mine, key, value)

    def each(self, value: int) -> float:
        """A sum as an average over the orders."""
        return value / self.orders if self.orders else 0.0


class Changed(msgspec.Struct, frozen=True):
    """An order that would have gone elsewhere: its number and id, and where to and for how much under either policy."""

    number: str
    order_id: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    cost_before: int
    cost_after: int

    @property
    def difference(self) -> int:
        return self.cost_after - self.cost_before


class Tried(NamedTuple):
    """An order as both policies plan it."""

    number: str
    order_id: str
    demand: Demand
    published: Plan
    draft: Plan


class Comparison(msgspec.Struct):
    """The same orders under both policies."""

    published: Tally = msgspec.field(default_factory=Tally)
    draft: Tally = msgspec.field(default_factory=Tally)
    changed: int = 0
    examples: list[Changed] = []

    def count(self, one: Tried) -> None:
        """One more order."""
        self.published.count(one.demand, one.published)
        self.draft.count(one.demand, one.draft)
        if sorted(_taken(one.published)) != sorted(_taken(one.draft)):
            self.changed += 1
            self.examples.append(_changed(one))
            self._keep_few(2 * MOST_EXAMPLES)

    def add(self, other: "Comparison") -> None:
        """The orders of another comparison too."""
        self.published.add(other.published)
        self.draft.add(other.draft)
        self.changed += other.changed
        self.examples += other.examples
        self._keep_few(MOST_EXAMPLES)

    def _keep_few(self, most: int) -> None:
        if len(self.examples) > most:
            self.examples = sorted(self.examples, key=lambda one: (-abs(one.difference), one.number))[:MOST_EXAMPLES]


def is_on_time(demand: Demand, plan: Plan) -> bool:
    """Whether everything is with the customer by the promise."""
    return bool(plan.sources) and not plan.unplaced and max(one.arrives for one in plan.sources) <= demand.promise


def shifts(comparison: Comparison, most: int = 10) -> list[tuple[int, int, int]]:
    """The locations whose work changes most: (location, parcels before, parcels after)."""
    before, after = comparison.published.load, comparison.draft.load
    ids = sorted({*before, *after}, key=lambda at: (-abs(after.get(at, 0) - before.get(at, 0)), int(at)))
    return [(int(at), before.get(at, 0), after.get(at, 0)) for at in ids[:most]]


def _taken(plan: Plan) -> list[tuple[int, int, int]]:
    return [(part.line, part.location, part.quantity) for part in plan.allocations]


def _changed(one: Tried) -> Changed:
    before, after = one.published, one.draft
    return Changed(one.number, one.order_id, before.locations, after.locations, before.cost, after.cost)


def _add(sums: dict[str, int], key: str, value: int) -> None:
    sums[key] = sums.get(key, 0) + value
