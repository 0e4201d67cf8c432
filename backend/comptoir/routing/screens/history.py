"""How a version of the policy became what it says."""

from itertools import pairwise

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath

from comptoir.identity.rules import Right, require
from comptoir.routing.fragments.differences import Changes, differences
from comptoir.routing.queries.history import PolicyChange, changes_of
from comptoir.routing.queries.policies import authors, policy_view
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page


class Step(msgspec.Struct, frozen=True):
    """A change: what it was called and said before, where that is known, and what it says otherwise since."""

    change: PolicyChange
    before: PolicyChange | None
    differences: list[Changes]


class HistoryScreens(Controller):
    """Who changed what."""

    path = "/routing/policies/{version:int}/history"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork, version: FromPath[int]) -> Response[str]:
        """Change by change, the newest first."""
        require(work.actor, Right.READ_POLICIES)
        shown = await policy_view(work, version)
        steps = _steps(work.locale, await changes_of(work, version))
        return page(work, "routing/history.html", shown=shown, steps=steps, authors=await authors(work))


def _steps(locale: str, changes: list[PolicyChange]) -> list[Step]:
    """Each with what came before it: of the first one nothing is known."""
    steps = [Step(now, before, differences(locale, before.policy, now.policy)) for now, before in pairwise(changes)]
    return [*steps, *(Step(first, None, []) for first in changes[-1:])]
