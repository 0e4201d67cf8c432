"""What is shown of the ways to serve units by hand: where, for how much, by when, and who may not."""

from datetime import datetime
from typing import Any

import msgspec

from comptoir.routing.actions.timing import promise_of
from comptoir.routing.actions.weighing import Weighed
from comptoir.routing.queries.naming import Named
from comptoir.routing.rules.outcome import Plan

MOST = 12
"""So many locations are offered, the cheapest first, and as many others shown that have some and may not."""


class Way(msgspec.Struct, frozen=True):
    """One way to serve units: where, for how much, in millis, and when they are with the customer."""

    place: Named
    cost: int
    arrives_at: datetime | None


class Offer(msgspec.Struct, frozen=True):
    """A location that has some of it; `cost` is what all of it would cost there, or `fails` says why it may not."""

    place: Named
    has: int
    cost: int | None
    fails: str


def why_not(plan: Plan) -> Any:
    """What a plan could not place, and why; None where it placed all."""
    return plan.unplaced[0] if plan.unplaced else None


def way_of(made: Any, places: dict[int, Named]) -> Way | None:
    """How a plan serves it; None where it does not serve all of it, from one place."""
    if made is None or made.plan.unplaced or len(made.plan.locations) != 1:
        return None
    return Way(places[made.plan.locations[0]], made.plan.cost, promise_of(made))


def offers_of(weighed: Weighed, places: dict[int, Named]) -> list[Offer]:
    """Those that could serve all of it, the cheapest first; then those that have some and may not, or too little."""
    at = weighed.source.location_id if weighed.source else 0
    there = [one for one in weighed.considered() if one.has and one.location != at]
    offers = [_offer(weighed, places, one) for one in there[: 2 * MOST]]
    return sorted(offers, key=lambda one: (one.cost is None, one.cost or 0, -one.has))[: 2 * MOST]


def _offer(weighed: Weighed, places: dict[int, Named], one: Any) -> Offer:
    made = weighed.by(one.location).plan
    cost = None if made.unplaced else made.cost
    return Offer(places[one.location], one.has, cost, "" if cost is not None else next(iter(one.fails), ""))
