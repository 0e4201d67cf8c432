"""Make a plan from what is true at this moment, and write down what it was made from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from comptoir.kit.errors import N_, Refused
from comptoir.kit.ids import new_id
from comptoir.routing.queries.boosts import running_boosts
from comptoir.routing.queries.conditions import conditions
from comptoir.routing.queries.kept import is_network_kept
from comptoir.routing.queries.network import Charted, charted
from comptoir.routing.queries.policies import policy
from comptoir.routing.queries.supplies import supplies_of
from comptoir.routing.rules.demand import Demand
from comptoir.routing.rules.keeping import pack_network
from comptoir.routing.rules.network import Network
from comptoir.routing.rules.outcome import Plan
from comptoir.routing.rules.planning import plan
from comptoir.routing.rules.policy import Policy
from comptoir.routing.rules.record import record
from comptoir.routing.rules.snapshot import Boost, Conditions, Snapshot, Supply, helping, stock_for
from comptoir.routing.tables import RoutingDecision, RoutingNetwork
from comptoir.wiring.work import Work

Cause = Literal[
    "placed", "refused", "shortfall", "suspended", "untaken", "late", "changed", "stock", "by_hand", "cheaper"
]


class NoPolicy(Refused):
    """Nothing is wrong with the order: it can be sent again as it is, once there is a policy."""

    slug = "no-policy"
    title = N_(
        "No routing policy is published, so nobody can be found for orders. "
        "Headquarters publish one under “Routing policies”; then try again."
    )


class Decided(msgspec.Struct, frozen=True, eq=False):
    """A plan with what it was made from."""

    demand: Demand
    snapshot: Snapshot
    policy: Policy
    plan: Plan
    charted: Charted
    is_network_kept: bool = False


class Seen(msgspec.Struct, frozen=True, eq=False):
    """The whole network, with all that it has of some variants, for what arrives `since` a moment."""

    since: datetime
    charted: Charted
    conditions: Conditions
    supplies: Sequence[Supply]
    policy: Policy
    is_network_kept: bool = False
    boosts: Sequence[Boost] = ()

    def if_free(self, units: Mapping[tuple[int, int], int]) -> "Seen":
        """The same if so many units of levels, which are promised, could be sold."""
        left = dict(units)
        supplies = [
            msgspec.structs.replace(each, available=each.available + left.pop((each.location, each.variant), 0))
            for each in self.supplies
        ]
        back = [Supply(variant, location, quantity) for (location, variant), quantity in left.items()]
        return msgspec.structs.replace(self, supplies=[*supplies, *back])

    def decide(self, demand: Demand) -> Decided:
        """The plan for a demand. Nothing is reserved yet."""
        network = self.charted.network
        stock = stock_for(demand, network, self.supplies)
        snapshot = Snapshot(network, self.conditions, stock, helping(self.boosts, stock, network))
        made = plan(demand, snapshot, self.policy)
        return Decided(demand, snapshot, self.policy, made, self.charted, self.is_network_kept)


async def see(work: Work, variant_ids: Iterable[int], *, channel: str, since: datetime | None = None) -> Seen:
    """The network as it is, for what arrives now or at a later moment. Raises NoPolicy."""
    found = await supplies_of(work, variant_ids, channel=channel)
    if found.policy_version is None:
        raise NoPolicy
    network = await charted(work, found.network_version)
    since = since or work.now
    busy = await conditions(work, network, since)
    held, is_kept = await policy(work, found.policy_version), await is_network_kept(work, network.network.version)
    return Seen(since, network, busy, found.supplies, held, is_kept, await running_boosts(work))


def write_decision(work: Work, order_id: UUID, made: Decided, *, cause: Cause) -> None:
    """Keep what was decided, and all that it takes to compute it again."""
    if not made.is_network_kept:
        _keep_network(work, made.snapshot.network)
    work.add(
        RoutingDecision,
        id=new_id(),
        order_id=order_id,
        cause=cause,
        policy_version=made.plan.policy,
        network_version=made.plan.network,
        record=record(made.demand, made.snapshot, made.policy),
        plan=made.plan,
        made_by=work.actor.key,
        made_at=work.now,
    )


def _keep_network(work: Work, network: Network) -> None:
    work.add(RoutingNetwork, id=new_id(), version=network.version, body=pack_network(network), made_at=work.now)
