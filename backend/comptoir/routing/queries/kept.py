"""Past decisions, and the networks that they were made with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, bindparam, func, select, tuple_

from comptoir.orders.tables import Order
from comptoir.routing.rules.keeping import unpack_network
from comptoir.routing.rules.network import Network
from comptoir.routing.tables import RoutingDecision, RoutingNetwork
from comptoir.wiring.work import Work

MOST_NETWORKS = 8
"""That a process keeps unpacked."""

_known: set[int] = set()
_networks: dict[int, Network] = {}


class Kept(msgspec.Struct, frozen=True):
    """A decision as it was written down, with the number of its order."""

    id: UUID
    order_id: UUID
    number: str
    cause: str
    policy_version: int
    network_version: int
    record: bytes
    plan: dict[str, Any]
    made_by: str
    made_at: datetime


async def is_network_kept(work: Work, version: int) -> bool:
    """Whether the network of a version is written down already, by this work or for good."""
    if version in _known:
        return True
    moments = list((await work.execute(_KEPT_AT, {"version": version})).scalars())
    if any(moment != work.now for moment in moments):  # what this work wrote itself may still be rolled back
        _known.add(version)
    return bool(moments)


async def kept_network(work: Work, version: int) -> Network | None:
    """The network of a past version; None where no decision wrote it down."""
    if version not in _networks:
        body = (await work.execute(_BODY, {"version": version})).scalar()
        if body is None:
            return None
        while len(_networks) >= MOST_NETWORKS:
            del _networks[next(iter(_networks))]
        _networks[version] = unpack_network(version, body)
    return _networks[version]


def forget_kept_networks() -> None:
    """For tests, in which one version can mean several networks."""
    _known.clear()
    _networks.clear()


async def decisions_of(work: Work, order_id: UUID) -> list[Kept]:
    """All decisions for an order, the first one first."""
    query = _DECISIONS.where(RoutingDecision.order_id == order_id)
    return [Kept(*row) for row in await work.execute(query.order_by(RoutingDecision.made_at, RoutingDecision.id))]


async def count_decisions(work: Work, *, since: datetime | None = None) -> int:
    """How many there are from a moment on."""
    query = select(func.count()).select_from(RoutingDecision)
    return (await work.execute(_from(query, since))).scalar_one()


async def decisions_after(
    work: Work, last: Kept | None, *, since: datetime | None = None, most: int = 500
) -> Sequence[Kept]:
    """The next decisions in order of time after the last one that was read, from a moment on."""
    query = _from(_DECISIONS, since)
    if last:
        query = query.where(tuple_(RoutingDecision.made_at, RoutingDecision.id) > (last.made_at, last.id))
    rows: Sequence[Row[Any]] = (
        await work.execute(query.order_by(RoutingDecision.made_at, RoutingDecision.id).limit(most))
    ).all()
    return [Kept(*row) for row in rows]


def _from(query: Any, since: datetime | None) -> Any:
    return query if since is None else query.where(RoutingDecision.made_at >= since)


_KEPT_AT = select(RoutingNetwork.made_at).where(RoutingNetwork.version == bindparam("version"))
_BODY = select(RoutingNetwork.body).where(RoutingNetwork.version == bindparam("version")).limit(1)
_DECISIONS = select(
    RoutingDecision.id,
    RoutingDecision.order_id,
    Order.number,
    RoutingDecision.cause,
    RoutingDecision.policy_version,
    RoutingDecision.network_version,
    RoutingDecision.record,
    RoutingDecision.plan,
    RoutingDecision.made_by,
    RoutingDecision.made_at,
).join(Order, Order.id == RoutingDecision.order_id)
