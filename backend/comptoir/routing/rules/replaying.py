"""Past decisions planned again by two policies, from what was recorded of each."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from comptoir.routing.rules.comparing import Comparison, Tried
from comptoir.routing.rules.keeping import unpack_network
from comptoir.routing.rules.network import Network
from comptoir.routing.rules.planning import plan
from comptoir.routing.rules.policy import Policy
from comptoir.routing.rules.record import recall


class Past(msgspec.Struct, frozen=True):
    """A decision: the order's number and id, what was recorded, and the versions that reading it takes."""

    number: str
    order_id: str
    record: bytes
    network: int
    policy: int


class Rivals(msgspec.Struct, frozen=True):
    """The policy that orders follow, and the one that is tried."""

    published: Policy
    draft: Policy


def replay(
    past: Iterable[Past], rivals: Rivals, *, networks: Mapping[int, bytes], policies: Mapping[int, Policy]
) -> Comparison:
    """What both make of past orders, each with the network, the stock and the queues that it met.

    `networks` are packed, by version; a decision whose network is not among them is left out.
    """
    compared = Comparison()
    for one in past:
        if one.network in networks:
            compared.count(_tried(one, rivals, _network(one.network, networks[one.network]), policies[one.policy]))
    return compared


def _tried(one: Past, rivals: Rivals, network: Network, policy: Policy) -> Tried:
    demand, snapshot = recall(one.record, network, policy)
    published, draft = plan(demand, snapshot, rivals.published), plan(demand, snapshot, rivals.draft)
    return Tried(one.number, one.order_id, demand, published, draft)


@lru_cache(maxsize=16)
def _network(version: int, body: bytes) -> Network:
    return unpack_network(version, body)
