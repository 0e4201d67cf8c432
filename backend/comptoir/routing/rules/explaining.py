"""Why a location serves an order or does not: each filter's answer, each criterion's cost, and what would change it."""

from collections.abc import Iterator, Mapping

import msgspec
import numpy as np

from comptoir.routing.rules.demand import Demand, Method
from comptoir.routing.rules.filtering import Filter
from comptoir.routing.rules.outcome import Cost, Plan
from comptoir.routing.rules.planning import plan_parts
from comptoir.routing.rules.policy import Listed, Policy
from comptoir.routing.rules.snapshot import Snapshot
from comptoir.routing.rules.stage import Stage
from comptoir.routing.rules.what_if import Change, Trial


class Answer(msgspec.Struct, frozen=True):
    """What a filter says about a location, or about a line there, by its number.

    It passes with a margin of 0 or more, in the filter's unit; below that, so much is lacking. `units` are counted by
    the filter `available`.
    """

    filter: str
    margin: int
    unit: str = ""
    line: int | None = None

    @property
    def passes(self) -> bool:
        return self.margin >= 0


class Explanation(msgspec.Struct, frozen=True):
    """What a strategy made of a location.

    `costs` are what it would take for all that it has of the order, in millis by criterion. If it serves nothing:
    `needs` must all change first, which may suffice; if not, any one of `enough` alone, where there are some, makes it
    serve then; and `dearer` is by how many millis the cheapest plan that sends a parcel from there is dearer than the
    plan.
    """

    location: int
    method: Method
    strategy: str
    serves: int
    answers: tuple[Answer, ...]
    costs: tuple[Cost, ...]
    needs: tuple[Change, ...] = ()
    suffices: bool = False
    enough: tuple[Change, ...] = ()
    dearer: int | None = None


def explain(demand: Demand, snapshot: Snapshot, policy: Policy, plan: Plan, location: int) -> tuple[Explanation, ...]:
    """Why a location serves a part of a plan or does not, for each method of the demand.

    Raises KeyError where the network does not know the location.
    """
    place = snapshot.network.index[location]
    return tuple(_explained(stage, place, policy) for stage in deciding_stages(demand, snapshot, policy, plan))


def deciding_stages(demand: Demand, snapshot: Snapshot, policy: Policy, plan: Plan) -> tuple[Stage, ...]:
    """For each method of a demand that a rule is for, what decided it."""
    return tuple(_deciding(part.stages, plan) for part in plan_parts(demand, snapshot, policy) if part.stages)


def _deciding(stages: tuple[Stage, ...], plan: Plan) -> Stage:
    """The stage that decided: the first that placed anything, else the last that tried."""
    placing = {source.strategy for source in plan.sources}
    return next((stage for stage in stages if stage.takes and stage.strategy.name in placing), stages[-1])


def _explained(stage: Stage, place: int, policy: Policy) -> Explanation:
    view = stage.view
    serves = sum(take.units for take, at in zip(stage.takes, stage.places, strict=True) if at == place)
    told = Explanation(
        location=view.network.places[place].id,
        method=view.method,
        strategy=stage.strategy.name,
        serves=serves,
        answers=tuple(_answers(stage, place)),
        costs=tuple(Cost(name, millis) for name, millis in _costs(stage, place).items()),
    )
    if serves:
        return told
    trial = Trial(stage, place, policy.carriage)
    more = {"suffices": trial.suffices, "enough": trial.enough(), "dearer": trial.dearer()}
    return msgspec.structs.replace(told, needs=trial.needs, **more)


def _answers(stage: Stage, place: int) -> Iterator[Answer]:
    view = stage.view
    for each in (each for each in stage.strategy.all_filters if each.concerns(view)):
        yield from _of_supplies(stage, each, place) if each.is_of_supplies else _of_location(stage, each, place)
    if isinstance(stage.strategy.ranking, Listed):
        is_listed = view.network.places[place].code in stage.strategy.ranking.locations
        yield Answer("list", 0 if is_listed else -1)
    has = _available(stage, place)
    for n, want in enumerate(view.wants):
        yield Answer("available", has.get(n, 0) - want.quantity, "units", want.line.number)


def _of_location(stage: Stage, each: Filter, place: int) -> Iterator[Answer]:
    yield Answer(each.name, int(each.margins(stage.view)[place]), each.unit)


def _of_supplies(stage: Stage, each: Filter, place: int) -> Iterator[Answer]:
    view = stage.view
    margins = each.margins(view)
    for supply in (view.place == place).nonzero()[0].tolist():
        line = view.wants[view.want[supply]].line.number
        yield Answer(each.name, int(margins[supply]), each.unit, line)


def _available(stage: Stage, place: int) -> Mapping[int, int]:
    """Units at the location, by want."""
    view = stage.view
    here = view.place == place
    return dict(zip(view.want[here].tolist(), view.stock.available[here].tolist(), strict=True))


def _costs(stage: Stage, place: int) -> dict[str, int]:
    """By criterion, what all that the location has of the order would cost, as one more parcel if there are some."""
    view, bill = stage.view, stage.bill
    costs = {name: int(part[place]) for name, part in bill.fixed_parts}
    supplies = (view.place == place).nonzero()[0]
    quantity = np.array([want.quantity for want in view.wants], np.int64)[view.want[supplies]]
    units = np.minimum(view.stock.available[supplies], quantity)
    for name, part in bill.unit_parts:
        costs[name] = costs.get(name, 0) + int((part[supplies] * units).sum())
    return {name: millis for name, millis in costs.items() if millis}
