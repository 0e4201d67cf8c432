"""Make a plan from what is true at this moment, and write down what it was made from."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from comptoir.kit.ids import new_id
from comptoir.routing.queries.conditions import conditions
from comptoir.routing.queries.network import Charted, charted
from comptoir.routing.queries.policies import policy
from comptoir.routing.queries.shelves import shelves_of
from comptoir.routing.rules.demand import Demand
from comptoir.routing.rules.outcome import Plan
from comptoir.routing.rules.planning import plan
from comptoir.routing.rules.policy import Policy
from comptoir.routing.rules.record import record
from comptoir.routing.rules.snapshot import Conditions, Shelf, Snapshot, stock_for
from comptoir.routing.tables import RoutingDecision
from comptoir.wiring.work import Work

Cause = Literal["placed", "refused", "shortfall", "suspended", "untaken", "late", "changed", "stock", "by_hand"]


class Decided(msgspec.Struct, frozen=True, eq=False):
    """A plan with what it was made from."""

    demand: Demand
    snapshot: Snapshot
    policy: Policy
    plan: Plan
    charted: Charted


class Seen(msgspec.Struct, frozen=True, eq=False):
    """The whole network, with all that it has of some variants, for what arrives `since` a moment."""

    since: datetime
    charted: Charted
    conditions: Conditions
    shelves: Sequence[Shelf]
    policy: Policy

    def decide(self, demand: Demand) -> Decided:
        """The plan for a demand. Nothing is reserved yet."""
        network = self.charted.network
        snapshot = Snapshot(network, self.conditions, stock_for(demand, network, self.shelves))
        return Decided(demand, snapshot, self.policy, plan(demand, snapshot, self.policy), self.charted)


async def see(work: Work, variant_ids: Iterable[int], *, channel: str, since: datetime | None = None) -> Seen:
    """The network as it is, for what arrives now or at a later moment."""
    found = await shelves_of(work, variant_ids, channel=channel)
    network = await charted(work, found.network_version)
    since = since or work.now
    busy = await conditions(work, network, since)
    return Seen(since, network, busy, found.shelves, await policy(work, found.policy_version))


def write_decision(work: Work, order_id: UUID, made: Decided, *, cause: Cause) -> None:
    """Keep what was decided, and all that it takes to compute it again."""
    work.add(
        RoutingDecision,
        id=new_id(),
        order_id=order_id,
        cause=cause,
        policy_version=made.plan.policy,
        network_version=made.plan.network,
        record=record(made.demand, made.snapshot, made.policy),
        plan=msgspec.to_builtins(made.plan),
        made_by=work.actor.key,
        made_at=work.now,
    )
