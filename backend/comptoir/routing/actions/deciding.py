"""Make a plan from what is true at this moment, and write down what it was made from."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from comptoir.kit.ids import new_id
from comptoir.routing.queries.conditions import conditions
from comptoir.routing.queries.network import Charted, charted, minute_of
from comptoir.routing.queries.policies import policy
from comptoir.routing.queries.shelves import shelves_of
from comptoir.routing.rules.demand import Demand
from comptoir.routing.rules.outcome import Plan
from comptoir.routing.rules.planning import plan
from comptoir.routing.rules.policy import Policy
from comptoir.routing.rules.record import record
from comptoir.routing.rules.snapshot import Snapshot, stock_for
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


async def decide(
    work: Work, wanted: Callable[[Charted], Demand], variant_ids: Iterable[int], *, channel: str
) -> Decided:
    """Plan over the whole network as it is now. Nothing is reserved yet."""
    found = await shelves_of(work, variant_ids, channel=channel)
    network = await charted(work, found.network_version)
    demand = wanted(network)
    snapshot = Snapshot(
        network=network.network,
        conditions=await conditions(work, network),
        stock=stock_for(demand, network.network, found.shelves),
    )
    held = await policy(work, found.policy_version)
    return Decided(demand, snapshot, held, plan(demand, snapshot, held), network)


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


def local_minute(moment: datetime, zone: str) -> int:
    """Minutes since 1970 by the clock on the wall, as the rules of a policy count."""
    return minute_of(moment.astimezone(ZoneInfo(zone)).replace(tzinfo=ZoneInfo("UTC")))


def demand_of(work: Work, zone: str, **values: Any) -> Demand:
    """A demand at this moment."""
    return Demand(now=minute_of(work.now), local=local_minute(work.now, zone), **values)
