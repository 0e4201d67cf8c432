"""One strategy over one view: eligibility, ranking, splitting, and what came of it."""

import msgspec

from comptoir.routing.rules.eligibility import Pardon, eligible_supplies
from comptoir.routing.rules.listing import as_bill, follow, listed, ranks
from comptoir.routing.rules.minimum import Minimum
from comptoir.routing.rules.numbers import COMPLETE, PENALTY, Ints, Mask
from comptoir.routing.rules.policy import Listed, Strategy
from comptoir.routing.rules.problem import Problem, divide
from comptoir.routing.rules.ranking import Bill, rank
from comptoir.routing.rules.search import search
from comptoir.routing.rules.serving import Take, serve
from comptoir.routing.rules.view import View


class Stage(msgspec.Struct, frozen=True, eq=False):
    """What a strategy makes of a view: `takes`, which cost what the `bill` says.

    `cost` is what the sum came to, `bound` what it comes to at the least, `gap` by how much at most a better answer
    would be cheaper, in millis.
    """

    view: View
    strategy: Strategy
    passes: Mask
    bill: Bill
    problem: Problem
    takes: list[Take]
    cost: int = 0
    bound: int = 0
    gap: int = 0

    @property
    def places(self) -> list[int]:
        """The location of each take, by its position in the network."""
        return self.problem.places[[take.column for take in self.takes]].tolist()

    @property
    def supplies(self) -> Ints:
        """The supply of each take."""
        return self.problem.supply[[take.want for take in self.takes], [take.column for take in self.takes]]

    @property
    def placed(self) -> int:
        return sum(take.units for take in self.takes)


def stage(view: View, strategy: Strategy, pardon: Pardon | None = None) -> Stage:
    """Who serves what by a strategy."""
    passes = eligible_supplies(view, strategy.all_filters, pardon)
    bill = rank(view, strategy.ranking.criteria)
    found = _by_list(view, strategy, passes, bill) if isinstance(strategy.ranking, Listed) else None
    return _complete(found or _by_cost(view, strategy, passes, bill))


def posed(view: View, strategy: Strategy, pardon: Pardon | None = None) -> Problem:
    """The sum that a strategy has to solve by cost."""
    passes = eligible_supplies(view, strategy.all_filters, pardon)
    return divide(view, rank(view, strategy.ranking.criteria), passes, strategy.splitting)


def _by_cost(view: View, strategy: Strategy, passes: Mask, bill: Bill) -> Stage:
    problem = divide(view, bill, passes, strategy.splitting)
    if strategy.splitting.has_minimum:
        minimum = Minimum(problem, strategy.splitting, view)
        found = search(problem, minimum.cost)
        takes = minimum.serve(found.columns)
    else:
        found = search(problem)
        takes = serve(problem, found.columns)
    return Stage(view, strategy, passes, bill, problem, takes, found.cost, found.bound, found.cost - found.bound)


def _by_list(view: View, strategy: Strategy, passes: Mask, bill: Bill) -> Stage:
    assert isinstance(strategy.ranking, Listed)
    ranked = ranks(view.network, strategy.ranking.locations)
    passes = passes & listed(view, ranked)
    problem = divide(view, as_bill(view, ranked), passes, strategy.splitting)
    quantity = sum(want.quantity for want in view.wants)
    columns = follow(problem, ranked, quantity, strategy.splitting)
    return Stage(view, strategy, passes, bill, problem, serve(problem, columns))


def _complete(found: Stage) -> Stage:
    """The stage, or nothing of it where everything waits for what is missing."""
    if found.strategy.splitting.incomplete == "goes":
        return found
    wanted = sum(want.quantity for want in found.view.wants)
    if found.placed == wanted:
        return found
    may_be_complete = found.bound < COMPLETE and found.problem.rows.units == wanted
    gap = wanted * PENALTY + found.bill.extra - found.bound if may_be_complete else 0
    return msgspec.structs.replace(found, takes=[], gap=gap)
