"""Whether work that is begun should move all the same: only where that saves more than putting it back costs."""

import msgspec

from comptoir.routing.rules.numbers import MILLIS
from comptoir.routing.rules.outcome import Plan
from comptoir.routing.rules.policy import PuttingBack

TO_COME = frozenset({"shipping", "distance", "parcel", "cover", "boost"})
"""What is still to be paid of work that is begun. Its picking, its place in the queue and the chance of a refusal are
over, and saved by nobody."""


class Move(msgspec.Struct, frozen=True):
    """What could be taken back: from so many locations, with so many picked units; who would `keep` it as it is, by a
    plan for each location, and who would serve it `instead`."""

    locations: int
    picked: int
    keep: tuple[Plan, ...]
    instead: Plan


def saving(move: Move, price: PuttingBack, *, promise: int) -> int:
    """How much less the order costs by a move, in millis; nothing where it is not to be made.

    It is made only where others serve all of it, by the promise (in minutes since 1970), and where it can be said what
    it costs as it is.
    """
    if any(plan.unplaced for plan in (*move.keep, move.instead)):
        return 0
    if any(source.arrives > promise for source in move.instead.sources):
        return 0
    back = (price.per_preparation * move.locations + price.per_unit * move.picked) * MILLIS
    return max(0, sum(to_come(plan) for plan in move.keep) - move.instead.cost - back)


def to_come(plan: Plan) -> int:
    """What a plan costs from now on, if its goods are in hand already."""
    costs = [cost for source in plan.sources for cost in source.costs]
    return sum(cost.millis for cost in costs if cost.criterion in TO_COME)
