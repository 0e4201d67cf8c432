"""Help for stores, live: how much of each is spent, what it moved, and whether it has an effect."""

from typing import Any

from comptoir.identity.rules import Right, may
from comptoir.routing.events import BoostChanged, PolicyChanged, PolicyDeleted, PolicyPublished
from comptoir.routing.queries.boosts import boosts
from comptoir.routing.queries.counted import help_counted
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work


def helps(work: Work, **_: Any) -> bool:
    return may(work.actor, Right.MANAGE_CHAIN)


@fragment("boosts", "routing/_boosts.html", on=(BoostChanged,), may_see=helps)
async def all_boosts(work: Work) -> dict[str, Any]:
    """All, the newest first."""
    return {"boosts": await boosts(work)}


@fragment(
    "boosts-counted",
    "routing/_boosts_counted.html",
    on=(PolicyChanged, PolicyDeleted, PolicyPublished),
    may_see=helps,
)
async def counted(work: Work) -> dict[str, Any]:
    """Whether any of it has an effect."""
    return {"counted": await help_counted(work)}
