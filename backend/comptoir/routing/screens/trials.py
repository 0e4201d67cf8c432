"""Try a draft before it is published: on past orders, and beside those that come."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import Refused
from comptoir.routing.actions import start_trial, stop_trial
from comptoir.routing.fragments.trials import one_trial
from comptoir.routing.queries.policies import policy_view, published_view
from comptoir.routing.queries.trials import latest_trial, trial
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import errors_of, page, part
from comptoir.wiring.work import Work


class TrialForm(msgspec.Struct):
    """On the orders of how many days, and whether to go on with those that come."""

    days: Annotated[int, Meta(ge=1, le=3660)] = 30
    is_live: Literal["", "yes"] = ""


class TrialScreens(Controller):
    """What a draft would have done otherwise than the policy that orders follow."""

    path = "/routing"
    include_in_schema = False

    @get("/policies/{version:int}/trial")
    async def show(self, work: CurrentWork, request: Request[Any, Any, Any], version: FromPath[int]) -> Response[str]:
        """The newest trial of a version, live; as a piece of a page where one asks for that."""
        require(work.actor, Right.READ_POLICIES)
        await policy_view(work, version)
        found = await latest_trial(work, version)
        if "hx-request" in request.headers and found:
            return part(work, one_trial.template, **await one_trial.context(work, trial_id=found.id))
        return await _page(work, version)

    @post("/policies/{version:int}/trial")
    async def start(self, work: CurrentWork, version: FromPath[int], data: URLEncodedBody[TrialForm]) -> Response[Any]:
        """Try it. Nothing that orders follow changes."""
        require(work.actor, Right.WRITE_POLICIES)
        try:
            await start_trial(work, version, days=data.days, is_live=bool(data.is_live))
        except Refused as refusal:
            return await _page(work, version, refusal)
        return Redirect(f"/routing/policies/{version}/trial", status_code=303)

    @post("/trials/{trial_id:uuid}/stop")
    async def stop(self, work: CurrentWork, trial_id: FromPath[UUID]) -> Response[Any]:
        """Go no further."""
        require(work.actor, Right.WRITE_POLICIES)
        found = await trial(work, trial_id)
        await stop_trial(work, trial_id)
        return Redirect(f"/routing/policies/{found.version}/trial", status_code=303)


async def _page(work: Work, version: int, refusal: Refused | None = None) -> Response[str]:
    position = await work.position()
    shown, published = await policy_view(work, version), await published_view(work)
    found = await latest_trial(work, version)
    context = await one_trial.context(work, trial_id=found.id) if found else {"trial": None}
    return page(
        work,
        "routing/trial.html",
        position=position,
        status=refusal.status if refusal else 200,
        shown=shown,
        published=published,
        errors=errors_of(work, refusal),
        **context,
    )
