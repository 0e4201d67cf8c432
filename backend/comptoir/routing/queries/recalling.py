"""A past decision, brought back: what it was made from, and why it came out as it did."""

import asyncio

import msgspec

from comptoir.routing.queries.kept import Kept, kept_network
from comptoir.routing.queries.policies import policy
from comptoir.routing.rules.considering import Considered, considered
from comptoir.routing.rules.demand import Demand
from comptoir.routing.rules.explaining import Explanation, deciding_stages, explain
from comptoir.routing.rules.outcome import Plan
from comptoir.routing.rules.policy import Policy
from comptoir.routing.rules.record import recall
from comptoir.routing.rules.snapshot import Snapshot
from comptoir.wiring.work import Work


class Recalled(msgspec.Struct, frozen=True, eq=False):
    """A decision with all that it was made from."""

    demand: Demand
    snapshot: Snapshot
    policy: Policy
    plan: Plan

    def considered(self) -> list[list[Considered]]:
        """All locations, the likeliest first, for each method that was decided."""
        return [considered(stage) for stage in deciding_stages(self.demand, self.snapshot, self.policy, self.plan)]

    async def explain(self, location_id: int) -> tuple[Explanation, ...]:
        """Why a location serves or does not, for each method; nothing where the network did not know it yet.

        What-ifs over a hundred lines take tenths of a second, so they are tried in a thread: others are answered
        meanwhile.
        """
        if location_id not in self.snapshot.network.index:
            return ()
        return await asyncio.to_thread(explain, self.demand, self.snapshot, self.policy, self.plan, location_id)


async def recalled(work: Work, made: Kept) -> Recalled | None:
    """What a decision was made from; None where its network was not kept."""
    network, held = await kept_network(work, made.network_version), await policy(work, made.policy_version)
    if network is None:
        return None
    demand, snapshot = recall(made.record, network, held)
    return Recalled(demand, snapshot, held, msgspec.convert(made.plan, Plan))
