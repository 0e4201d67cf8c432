"""The versions of the policy, live: all of them, and one."""

from typing import Any

from comptoir.identity.rules import Right, may
from comptoir.routing.events import PolicyChanged, PolicyDeleted, PolicyPublished
from comptoir.routing.queries.network import location_codes
from comptoir.routing.queries.policies import PolicyView, authors, policies, policy_view
from comptoir.routing.rules.doubts import Doubt, doubts
from comptoir.routing.rules.editing import mark_of
from comptoir.routing.rules.policy import Policy
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

CHANGES = (PolicyChanged, PolicyDeleted, PolicyPublished)


def reads(work: Work, **_: Any) -> bool:
    return may(work.actor, Right.READ_POLICIES)


@fragment("policies", "routing/_policies.html", on=CHANGES, may_see=reads)
async def all_of_them(work: Work) -> dict[str, Any]:
    """All, the newest first."""
    return {"policies": await policies(work), "authors": await authors(work)}


@fragment("policy:{version}", "routing/_policy.html", on=CHANGES, may_see=reads)
async def one(work: Work, version: int) -> dict[str, Any]:
    """What a version says. Raises NotFound."""
    shown = await policy_view(work, version)
    return {
        "shown": shown,
        "marks": marks_of(shown.policy),
        "doubts": await doubts_about(work, shown),
        "authors": await authors(work),
    }


async def doubts_about(work: Work, shown: PolicyView) -> list[Doubt]:
    """What one may wonder about a draft; of what holds already, nothing."""
    return doubts(shown.policy, await location_codes(work)) if shown.state == "draft" else []


def marks_of(policy: Policy) -> dict[Any, str]:
    """The mark of each part, by which it is removed only as it was read."""
    strategies = [strategy for rule in policy.rules for strategy in rule.strategies]
    return {part: mark_of(part) for part in (*policy.rules, *strategies, *policy.carriage.zones)}
