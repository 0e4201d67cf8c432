"""Past decisions, and the networks that they were made with."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, bindparam, func, select, tuple_

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


async def network_bodies(work: Work, versions: Iterable[int]) -> dict[int, bytes]:
    """Networks of past versions, packed; those that no decision wrote down are left out."""
    query = select(RoutingNetwork.version, RoutingNetwork.body).where(RoutingNetwork.version.in_(set(versions)))
    return {row[0]: row[1] for row in await work.execute(query)}


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


class Which(msgspec.Struct, frozen=True):
    """Which decisions: from a moment on, before another, by one cause alone; all where nothing is said."""

    since: datetime | None = None
    before: datetime | None = None
    cause: str | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        asked: list[ColumnElement[bool]] = []
        if self.since:
            asked.append(RoutingDecision.made_at >= self.since)
        if self.before:
            asked.append(RoutingDecision.made_at < self.before)
        if self.cause:
            asked.append(RoutingDecision.cause == self.cause)
        return asked


async def count_decisions(work: Work, which: Which) -> int:
    """How many there are."""
    query = select(func.count()).select_from(RoutingDecision)
    return (await work.execute(query.where(*which.conditions))).scalar_one()


async def decisions_after(
    work: Work, last: tuple[datetime, UUID] | None, which: Which, *, most: int = 500
) -> list[Kept]:
    """The next decisions in order of time and id, after the last one that was read."""
    key = tuple_(RoutingDecision.made_at, RoutingDecision.id)
    query = _DECISIONS.where(*which.conditions).order_by(RoutingDecision.made_at, RoutingDecision.id).limit(most)
    return [Kept(*row) for row in await work.execute(query.where(key > last) if last else query)]


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
