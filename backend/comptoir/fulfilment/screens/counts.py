"""The store's counts: what runs, what is to be reviewed; and beginning another."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment import actions
from comptoir.fulfilment.fragments import counts
from comptoir.fulfilment.queries.shelf import departments
from comptoir.identity.queries.places import own_stores, seen_from_elsewhere
from comptoir.identity.rules import Right, may, require, standing
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import html, page
from comptoir.wiring.work import Work


class StartForm(msgspec.Struct):
    """What is to be counted; without a department, whatever is scanned."""

    department: Annotated[str, Meta(max_length=200)] = ""


class CountsScreens(Controller):
    """The list, live."""

    include_in_schema = False

    @get("/counts")
    async def own(self, work: CurrentWork) -> Response[Any]:
        """The counts of the store one stands in; who stands in none chooses one."""
        if work.actor.location_id is not None:
            return await _counts(work, work.actor.location_id)
        return page(work, "fulfilment/count_stores.html", stores=await own_stores(work))

    @get("/stores/{location_id:int}/counts")
    async def of_store(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """The counts of one store, for who may see it."""
        return await _counts(work, location_id)

    @post("/counts", status_code=200)
    async def start(
        self, work: CurrentWork, request: Request[Any, Any, Any], data: URLEncodedBody[StartForm]
    ) -> Response[Any]:
        """Begin to count."""
        here = standing(work.actor, Right.COUNT)
        count_id = await actions.start_count(work, location_id=here, department=data.department or None)
        if "hx-request" in request.headers:
            return html("", headers={"HX-Redirect": f"/counts/{count_id}"})
        return Redirect(f"/counts/{count_id}", status_code=303)


async def _counts(work: Work, location_id: int) -> Response[str]:
    require(work.actor, Right.SEE_STORE, location_id)
    position = await work.position()
    context = await counts.store_counts.context(work, location_id=location_id)
    can_start = location_id == work.actor.location_id and may(work.actor, Right.COUNT, location_id)
    return page(
        work,
        "fulfilment/counts.html",
        position=position,
        elsewhere=await seen_from_elsewhere(work, location_id),
        departments=await departments(work) if can_start else [],
        can_start=can_start,
        **context,
    )
