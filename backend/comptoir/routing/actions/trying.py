"""Try a draft on past orders, and beside new ones, before anything is published.

Nothing is locked while orders are planned again: each step writes what it found only if the trial is where it was read.
"""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import update

from comptoir.kit.errors import N_, Refused
from comptoir.kit.ids import new_id
from comptoir.routing.events import TrialAsked, TrialWentOn
from comptoir.routing.queries.kept import Which, count_decisions
from comptoir.routing.queries.policies import policy_view, published_view
from comptoir.routing.queries.trials import RUNNING, Chunk, TrialView, chunk, live_trials, trial
from comptoir.routing.rules.comparing import Comparison
from comptoir.routing.rules.replaying import replay
from comptoir.routing.tables import RoutingTrial
from comptoir.wiring.jobs import enqueue
from comptoir.wiring.work import Work

AT_ONCE = 250
"""Orders of one step: about half a second of planning, in a thread."""

SETTLED = timedelta(seconds=10)
"""Decisions are written down in another order than they are made in; after so long none comes in between."""

JOB = "try_policy"


class NothingToTry(Refused):
    slug = "nothing-to-try"
    title = N_("Orders follow this version already: there is nothing to try.")


class TrialEnded(Refused):
    slug = "trial-ended"
    title = N_("This trial has ended.")


async def start_trial(work: Work, version: int, *, days: int, is_live: bool) -> UUID:
    """Try a version on the orders of so many days, and on those that come if it is to go on. Its id.

    Raises NotFound or NothingToTry.
    """
    tried, published = await policy_view(work, version), await published_view(work)
    if published is None or published.version == version:
        raise NothingToTry
    trial_id, since = new_id(), work.now - timedelta(days=days)
    total = await count_decisions(work, Which(since=since, before=work.now, cause="placed"))
    work.add(
        RoutingTrial,
        id=trial_id,
        version=version,
        against=published.version,
        document=tried.document,
        since=since,
        is_live=is_live,
        state="waiting",
        total=total,
        result=msgspec.to_builtins(Comparison()),
        made_by=work.actor.key,
        made_at=work.now,
    )
    work.record(TrialAsked(trial_id=trial_id))
    return trial_id


async def queue_trial(work: Work, event: TrialAsked) -> None:
    """A reaction: the past is replayed in the background."""
    await enqueue(work, JOB, event.trial_id.bytes, dedupe_key=f"trial:{event.trial_id}")


async def stop_trial(work: Work, trial_id: UUID) -> None:
    """It goes no further; what it found stays. Raises NotFound or TrialEnded."""
    found = await trial(work, trial_id)
    if not found.is_running or not await _change(work, found, {"state": "stopped", "ended_at": work.now}):
        raise TrialEnded


async def stop_trials_of(work: Work, version: int) -> None:
    """All of a draft that is to be deleted."""
    running = RoutingTrial.version == version, RoutingTrial.state.in_(RUNNING)
    stopped = update(RoutingTrial).where(*running).values(state="stopped", ended_at=work.now)
    for trial_id in (await work.execute(stopped.returning(RoutingTrial.id))).scalars():
        work.record(TrialWentOn(trial_id=trial_id))


async def replay_further(work: Work, trial_id: UUID) -> bool:
    """The next step of a trial over past orders. Whether there is more to do."""
    found = await trial(work, trial_id)
    if found.state not in ("waiting", "replaying"):
        return False
    values = await _compared(found, await chunk(work, found, before=found.made_at, most=AT_ONCE))
    if values:
        return await _change(work, found, values | {"state": "replaying"})
    ended = {"state": "live"} if found.is_live else {"state": "done", "ended_at": work.now}
    await _change(work, found, ended)
    return False


async def follow_live(work: Work) -> int:
    """A timer: new orders are planned by the drafts that are tried, too. Never says that there is more to do."""
    found = [await trial(work, trial_id) for trial_id in await live_trials(work)]
    before = work.now - SETTLED
    compared = [(one, await _compared(one, await chunk(work, one, before=before, most=AT_ONCE))) for one in found]
    for one, values in compared:  # written at the end, since a write transaction must not live while orders are planned
        if values:
            await _change(work, one, values)
    return 0


async def _compared(found: TrialView, read: Chunk) -> dict[str, Any]:
    """What a trial is after a step; nothing where there was nothing to read."""
    if not read.read:
        return {}
    more = await asyncio.to_thread(replay, read.past, read.rivals, networks=read.networks, policies=read.policies)
    more.add(found.result)
    done, last = found.done + len(read.read), read.read[-1]
    position = {"read_at": last.made_at, "read_id": last.id}
    return position | {"done": done, "total": max(found.total, done), "result": msgspec.to_builtins(more)}


async def _change(work: Work, found: TrialView, values: dict[str, Any]) -> bool:
    """Write, unless somebody else took the trial further or stopped it meanwhile. Whether it was written."""
    as_read = RoutingTrial.id == found.id, RoutingTrial.done == found.done, RoutingTrial.state == found.state
    written = await work.execute(update(RoutingTrial).where(*as_read).values(values).returning(RoutingTrial.id))
    if written.one_or_none() is None:
        return False
    work.record(TrialWentOn(trial_id=found.id))
    return True
