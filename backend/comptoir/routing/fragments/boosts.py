"""Help for stores, live: how much of each is spent, and what it moved."""

from typing import Any

from comptoir.identity.rules import Right, may
from comptoir.routing.events import BoostChanged
from comptoir.routing.queries.boosts import boosts
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work


def helps(work: Work, **_: Any) -> bool:
    return may(work.actor, Right.MANAGE_CHAIN)


@fragment("boosts", "routing/_boosts.html", on=(BoostChanged,), may_see=helps)
async def all_boosts(work: Work) -> dict[str, Any]:
    """All, the newest first."""
    return {"boosts": await boosts(work)}
