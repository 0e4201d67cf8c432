"""A trial of a draft, live: how far it is, and what it found."""

from typing import Any
from uuid import UUID

from comptoir.identity.rules import Right, may
from comptoir.routing.events import TrialWentOn
from comptoir.routing.queries.naming import locations_named
from comptoir.routing.queries.trials import trial
from comptoir.routing.rules.comparing import shifts
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work


def reads(work: Work, **_: Any) -> bool:
    return may(work.actor, Right.READ_POLICIES)


@fragment("trial:{trial_id}", "routing/_trial.html", on=(TrialWentOn,), may_see=reads)
async def one_trial(work: Work, trial_id: UUID) -> dict[str, Any]:
    """A trial with the names of locations. Raises NotFound."""
    found = await trial(work, trial_id)
    return {"trial": found, "shifts": shifts(found.result), "places": await locations_named(work)}
