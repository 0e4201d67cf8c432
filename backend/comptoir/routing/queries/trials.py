"""Trials of drafts: how far they are, what came of them, and what they read next."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from comptoir.kit.errors import NotFound
from comptoir.routing.queries.kept import Kept, Which, decisions_after, network_bodies
from comptoir.routing.queries.policies import as_policy, policy
from comptoir.routing.rules.comparing import Comparison
from comptoir.routing.rules.policy import Policy
from comptoir.routing.rules.replaying import Past, Rivals
from comptoir.routing.tables import RoutingTrial
from comptoir.wiring.work import Work

RUNNING = ("waiting", "replaying", "live")


class TrialView(msgspec.Struct, frozen=True, kw_only=True):
    """A draft as it was, tried on `done` of `total` past orders, and perhaps beside new ones."""

    id: UUID
    version: int
    against: int
    document: dict[str, Any]
    since: datetime
    is_live: bool
    state: str
    total: int
    done: int
    read_at: datetime | None
    read_id: UUID | None
    result: Comparison
    made_at: datetime
    ended_at: datetime | None

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def position(self) -> tuple[datetime, UUID] | None:
        """The last decision that was read."""
        return (self.read_at, self.read_id) if self.read_at and self.read_id else None


class Chunk(msgspec.Struct, frozen=True):
    """Decisions to be planned again, with what that takes."""

    read: list[Kept]
    past: list[Past]
    rivals: Rivals
    networks: dict[int, bytes]
    policies: dict[int, Policy]


async def trial(work: Work, trial_id: UUID) -> TrialView:
    """One trial. Raises NotFound."""
    found = await _first(work, _TRIALS.where(RoutingTrial.id == trial_id))
    if found is None:
        raise NotFound
    return found


async def latest_trial(work: Work, version: int) -> TrialView | None:
    """The newest trial of a version."""
    query = _TRIALS.where(RoutingTrial.version == version).order_by(RoutingTrial.made_at.desc(), RoutingTrial.id.desc())
    return await _first(work, query.limit(1))


async def live_trials(work: Work) -> list[UUID]:
    """Those that go on beside new orders."""
    query = select(RoutingTrial.id).where(RoutingTrial.state == "live").order_by(RoutingTrial.id)
    return list((await work.execute(query)).scalars())


async def chunk(work: Work, on: TrialView, *, before: datetime, most: int) -> Chunk:
    """The next orders of a trial, as they were first decided."""
    which = Which(since=on.since, before=before, cause="placed")
    read = await decisions_after(work, on.position, which, most=most)
    return await chunk_of(work, read, Rivals(await policy(work, on.against), as_policy(on.version, on.document)))


async def chunk_of(work: Work, read: list[Kept], rivals: Rivals) -> Chunk:
    """Decisions with the networks and policies that they were made with."""
    return Chunk(
        read=read,
        past=[Past(one.number, str(one.order_id), one.record, one.network_version, one.policy_version) for one in read],
        rivals=rivals,
        networks=await network_bodies(work, {one.network_version for one in read}) if read else {},
        policies={each: await policy(work, each) for each in {one.policy_version for one in read}},
    )


async def _first(work: Work, query: Any) -> TrialView | None:
    row = (await work.execute(query)).mappings().one_or_none()
    return msgspec.convert(dict(row), TrialView) if row else None


_TRIALS = select(*(getattr(RoutingTrial, name) for name in TrialView.__struct_fields__))
