"""Help for stores in difficulty: what may be opened, how its budget is drawn, and what of it an order took."""

from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from comptoir.kit.errors import N_, Invalid, Refused
from comptoir.routing.rules.criteria import Boosted
from comptoir.routing.rules.numbers import MILLIS
from comptoir.routing.rules.outcome import Plan
from comptoir.routing.rules.policy import Cheapest, Policy, Rule, Strategy

ORDERS_A_SLICE = 20
"""A slice is help for so many orders: only every twentieth order of a store touches what all stores share."""

BoostState = Literal["planned", "running", "spent", "over", "stopped"]


class BudgetTooSmall(Invalid):
    slug = "budget-too-small"
    title = N_("The budget is less than the help for one order.")


class EndsTooSoon(Invalid):
    slug = "ends-too-soon"
    title = N_("It must end after it begins, and later than now.")


class NobodyHelped(Invalid):
    slug = "nobody-helped"
    title = N_("Choose at least one store.")


class HelpedAlready(Invalid):
    slug = "helped-already"
    title = N_("Is helped already at that time: %(names)s. Stop that first.")


class GivenOutAlready(Invalid):
    slug = "given-out-already"
    title = N_("More than that is given out already.")


class BoostEnded(Refused):
    slug = "boost-ended"
    title = N_("This help has ended.")


def check_boost(*, amount: int, budget: int, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raises BudgetTooSmall or EndsTooSoon."""
    if budget < amount:
        raise BudgetTooSmall(field="budget")
    if ends_at <= max(starts_at, now):
        raise EndsTooSoon(field="until")


def boost_state(
    *, left: int, starts_at: datetime, ends_at: datetime, stopped_at: datetime | None, now: datetime
) -> BoostState:
    """How a boost stands, with so much of its budget not yet spent."""
    if stopped_at is not None:
        return "stopped"
    if left <= 0:
        return "spent"
    if now >= ends_at:
        return "over"
    return "planned" if now < starts_at else "running"


def next_slice(amount: int, needed: int, left: int) -> int:
    """What a store draws when its slice does not reach for what is needed, of what is left of the budget."""
    return min(max(amount * ORDERS_A_SLICE, needed), left)


def counts_help(policy: Policy) -> bool:
    """Whether any strategy is cheaper where stores are helped. One that goes by a list never is."""
    return any(
        isinstance(one, Boosted) and one.percent > 0
        for rule in policy.rules
        for strategy in rule.strategies
        if isinstance(strategy.ranking, Cheapest)
        for one in strategy.ranking.criteria
    )


def counting_help(policy: Policy) -> Policy:
    """The same, with help counted in full wherever the cheapest serves and help is not counted."""
    return replace(policy, rules=tuple(_rule_counting(rule) for rule in policy.rules))


def _rule_counting(rule: Rule) -> Rule:
    return replace(rule, strategies=tuple(_strategy_counting(strategy) for strategy in rule.strategies))


def _strategy_counting(strategy: Strategy) -> Strategy:
    ranking = strategy.ranking
    if not isinstance(ranking, Cheapest):
        return strategy
    kept = tuple(one for one in ranking.criteria if not isinstance(one, Boosted) or one.percent > 0)
    if any(isinstance(one, Boosted) for one in kept):
        return strategy
    return replace(strategy, ranking=replace(ranking, criteria=(*kept, Boosted())))


def help_taken(plan: Plan) -> dict[int, int]:
    """The help that a plan counts on, in minor units by location, in order of location."""
    millis: dict[int, int] = {}
    for source in plan.sources:
        for cost in source.costs:
            if cost.criterion == "boost":
                millis[source.location] = millis.get(source.location, 0) - cost.millis
    return {at: -(-millis[at] // MILLIS) for at in sorted(millis)}


def units_at(plan: Plan, location_id: int) -> int:
    """The units that a location serves."""
    return sum(part.quantity for part in plan.allocations if part.location == location_id)
