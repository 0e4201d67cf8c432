"""How decisions are told to machines. Amounts are in millis, thousandths of a minor unit of the currency."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from comptoir.routing.queries.kept import Kept
from comptoir.routing.queries.naming import Named
from comptoir.routing.queries.recalling import Recalled
from comptoir.routing.rules.considering import Considered
from comptoir.routing.rules.explaining import Explanation
from comptoir.routing.rules.outcome import Cost, Source
from comptoir.routing.rules.what_if import Change


class SourceBody(msgspec.Struct):
    """A location that serves a part."""

    location: str
    method: str
    strategy: str
    arrives_at: datetime
    cost: int
    costs: dict[str, int]


class SliceBody(msgspec.Struct):
    """Units that a location serves."""

    sku: str
    location: str
    quantity: int


class UnplacedBody(msgspec.Struct):
    """Units that nobody serves, and why; `filter` is what keeps most of those that have some from serving."""

    sku: str
    quantity: int
    reason: str
    filter: str


class ConsideredBody(msgspec.Struct):
    """A location that has any of it: what it could give, what that would cost, the filters that it fails."""

    location: str
    method: str
    serves: int
    has: int
    wanted: int
    cost: int
    fails: list[str]


class ChangeBody(msgspec.Struct):
    """So much of a unit; without a unit, the filter `what` would have to say yes."""

    what: str
    amount: int
    unit: str
    sku: str | None


class AnswerBody(msgspec.Struct):
    """What a filter answered, of a SKU where one is named: below 0 it lacks so much of the unit."""

    filter: str
    margin: int
    unit: str
    sku: str | None


class ExplanationBody(msgspec.Struct):
    """Why the location that was asked about serves or does not.

    All `needs` must change; unless that `suffices`, any one of `enough` besides. `dearer` is what the cheapest plan
    with a parcel from there costs more.
    """

    location: str
    method: str
    strategy: str
    serves: int
    costs: dict[str, int]
    answers: list[AnswerBody]
    needs: list[ChangeBody]
    suffices: bool
    enough: list[ChangeBody]
    dearer: int | None


class DecisionBody(msgspec.Struct):
    """One plan. No plan could have cost less than `bound`; both hold a penalty for each unplaced unit in `total`."""

    id: UUID
    cause: str
    made_at: datetime
    made_by: str
    policy: int
    network: int
    cost: int
    total: int
    bound: int
    sources: list[SourceBody]
    allocations: list[SliceBody]
    unplaced: list[UnplacedBody]
    considered: list[ConsideredBody]
    explanations: list[ExplanationBody]


class RoutingBody(msgspec.Struct):
    """All decisions for an order, the first one first; none where the store of the pickup had everything."""

    order: str
    decisions: list[DecisionBody]


def decision_body(
    made: Kept, there: Recalled, told: tuple[Explanation, ...], *, places: dict[int, Named], skus: dict[int, str]
) -> DecisionBody:
    """A decision with the locations that had any of it; `skus` by line."""
    plan = there.plan
    return DecisionBody(
        id=made.id,
        cause=made.cause,
        made_at=made.made_at,
        made_by=made.made_by,
        policy=made.policy_version,
        network=made.network_version,
        cost=plan.cost,
        total=plan.total,
        bound=plan.bound,
        sources=[_source(one, places) for one in plan.sources],
        allocations=[SliceBody(skus[one.line], places[one.location].code, one.quantity) for one in plan.allocations],
        unplaced=[UnplacedBody(skus[one.line], one.quantity, one.reason, one.filter) for one in plan.unplaced],
        considered=[_considered(one, places) for part in there.considered() for one in part if one.has],
        explanations=[_explanation(one, places, skus) for one in told],
    )


def _source(one: Source, places: dict[int, Named]) -> SourceBody:
    arrives_at = datetime.fromtimestamp(one.arrives * 60, UTC)
    return SourceBody(
        places[one.location].code, one.method, one.strategy, arrives_at, one.cost, _by_criterion(one.costs)
    )


def _considered(one: Considered, places: dict[int, Named]) -> ConsideredBody:
    values: dict[str, Any] = {"location": places[one.location].code, "fails": list(one.fails)}
    return ConsideredBody(**(msgspec.structs.asdict(one) | values))


def _explanation(one: Explanation, places: dict[int, Named], skus: dict[int, str]) -> ExplanationBody:
    values: dict[str, Any] = {
        "location": places[one.location].code,
        "costs": _by_criterion(one.costs),
        "answers": [AnswerBody(a.filter, a.margin, a.unit, _sku(a.line, skus)) for a in one.answers],
        "needs": [_change(each, skus) for each in one.needs],
        "enough": [_change(each, skus) for each in one.enough],
    }
    return ExplanationBody(**(msgspec.structs.asdict(one) | values))


def _change(one: Change, skus: dict[int, str]) -> ChangeBody:
    return ChangeBody(one.what, one.amount, one.unit, _sku(one.line, skus))


def _sku(line: int | None, skus: dict[int, str]) -> str | None:
    return None if line is None else skus[line]


def _by_criterion(costs: tuple[Cost, ...]) -> dict[str, int]:
    return {cost.criterion: cost.millis for cost in costs}
