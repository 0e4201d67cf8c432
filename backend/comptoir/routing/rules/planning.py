"""From a demand to a plan: a pure function. The same demand, snapshot and policy give the same plan for ever.

demand          the lines, by method: what is collected and what is shipped are planned apart
  → strategies  those of the rule that fits; what one can't place, the next tries
  → view        what is wanted, who has any of it, how they reach the customer
  → eligibility filters: who may serve                                (filters, eligibility)
  → ranking     criteria: what each location and unit costs            (criteria, ranking)
  → splitting   rows and columns of a sum                              (rows, problem)
  → search      the cheapest set of locations                          (search, bounds, pieces, minimum)
  → plan        allocations, costs, and why the rest stays unplaced     (telling, reasons, outcome)
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from comptoir.routing.rules.demand import METHODS, Demand, Method
from comptoir.routing.rules.numbers import PENALTY
from comptoir.routing.rules.outcome import Allocation, Plan, Source, Unplaced
from comptoir.routing.rules.policy import Policy, Rule
from comptoir.routing.rules.reasons import Why, reasons
from comptoir.routing.rules.snapshot import Snapshot
from comptoir.routing.rules.stage import Stage, stage
from comptoir.routing.rules.taking import busier, less_stock
from comptoir.routing.rules.telling import Slice, allocations, slices, sources
from comptoir.routing.rules.view import view


class Part(msgspec.Struct, frozen=True, eq=False):
    """What of a demand has one method, as it was planned: stage by stage, with the units `left` of each line.

    `gap` is by how much at most it could be cheaper, in millis.
    """

    method: Method
    rule: Rule | None
    left: dict[int, int]
    stages: tuple[Stage, ...] = ()
    slices: tuple[Slice, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    sources: tuple[Source, ...] = ()
    gap: int = 0

    @property
    def cost(self) -> int:
        return sum(source.cost for source in self.sources)

    @property
    def unplaced(self) -> int:
        return sum(self.left.values())

    @property
    def total(self) -> int:
        return self.cost + PENALTY * self.unplaced


def plan(demand: Demand, snapshot: Snapshot, policy: Policy) -> Plan:
    """Who serves the demand: the cheapest way that the policy allows."""
    parts = plan_parts(demand, snapshot, policy)
    cost = sum(part.cost for part in parts)
    total = cost + PENALTY * sum(part.unplaced for part in parts)
    return Plan(
        allocations=tuple(each for part in parts for each in part.allocations),
        sources=tuple(each for part in parts for each in part.sources),
        unplaced=tuple(each for part in parts if part.left for each in _unplaced(demand, part)),
        cost=cost,
        total=total,
        bound=total - sum(part.gap for part in parts),
        policy=policy.version,
        network=snapshot.network.version,
    )


def plan_parts(demand: Demand, snapshot: Snapshot, policy: Policy) -> list[Part]:
    """The same, before it is put into the words of a plan: one part for each method.

    What an earlier part takes is gone for a later one. How much cheaper that could be otherwise is in its gap.
    """
    parts: list[Part] = []
    for method, lines in _by_method(demand):
        part = alone = _part(demand, method, lines, snapshot, policy)
        if parts:
            part = _part(demand, method, lines, _after(demand, snapshot, parts), policy)
            part = msgspec.structs.replace(part, gap=part.total - alone.total + alone.gap)
        parts.append(part)
    return parts


def _by_method(demand: Demand) -> list[tuple[Method, dict[int, int]]]:
    """The units of each line, by position, for each method in a fixed order."""
    lines: dict[Method, dict[int, int]] = {}
    for n, line in enumerate(demand.lines):
        lines.setdefault(line.method or demand.method, {})[n] = line.quantity
    return [(method, lines[method]) for method in METHODS if method in lines]


def _after(demand: Demand, snapshot: Snapshot, parts: Sequence[Part]) -> Snapshot:
    """The snapshot when some parts have taken what they need."""
    taken = [each for part in parts for each in part.slices]
    return busier(less_stock(snapshot, demand, taken), taken)


def _part(demand: Demand, method: Method, lines: dict[int, int], snapshot: Snapshot, policy: Policy) -> Part:
    part = Part(method, policy.rule_for(demand, method), lines)
    for strategy in part.rule.strategies if part.rule else ():
        found = stage(view(demand, method, part.left, snapshot, policy.carriage), strategy)
        taken = slices(found, part.left)
        part = _further(part, found, taken)
        if not part.left:
            break
        demand, snapshot = _with_parcels(demand, found), less_stock(snapshot, demand, taken)
    return part


def _further(part: Part, found: Stage, taken: Sequence[Slice]) -> Part:
    return msgspec.structs.replace(
        part,
        left=_less(part.left, taken),
        stages=(*part.stages, found),
        slices=(*part.slices, *taken),
        allocations=(*part.allocations, *allocations(found, taken)),
        sources=(*part.sources, *sources(found)),
        gap=part.gap + found.gap,
    )


def _less(left: dict[int, int], taken: Iterable[Slice]) -> dict[int, int]:
    left = dict(left)
    for each in taken:
        left[each.line] -= each.units
    return {line: units for line, units in left.items() if units}


def _with_parcels(demand: Demand, found: Stage) -> Demand:
    """The demand with the parcels that a stage has begun: a later one may add to them."""
    begun = [found.view.network.places[place].id for place in found.places]
    return msgspec.structs.replace(demand, parcels=tuple(dict.fromkeys((*demand.parcels, *begun)))) if begun else demand


def _unplaced(demand: Demand, part: Part) -> Iterator[Unplaced]:
    why = reasons(part.stages[-1], part.left) if part.stages else {}
    for line, units in part.left.items():
        yield _waiting(demand, part.rule, line, units, why.get(line, ("no_rule", "")))


def _waiting(demand: Demand, rule: Rule | None, line: int, units: int, why: Why) -> Unplaced:
    until = demand.now + rule.waiting.hours * 60 if rule else demand.now
    return Unplaced(demand.lines[line].number, units, *why, until, rule.waiting.then if rule else "person")
