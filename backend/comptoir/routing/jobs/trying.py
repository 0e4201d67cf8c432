"""A trial, step by step; each is committed, so that its progress is seen and another worker can go on from there."""

from uuid import UUID

from comptoir.routing.actions.trying import replay_further
from comptoir.wiring.jobs import outside
from comptoir.wiring.work import Work


async def try_policy(work: Work, payload: bytes) -> None:
    """Replay the past for a trial."""
    trial_id = UUID(bytes=payload)
    while await replay_further(work, trial_id):
        async with outside(work):
            pass
