"""What differed when transfers arrived: a list at each end, until a manager says what it was."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment.actions.transfers.differing import Cleared, clear_up
from comptoir.fulfilment.fragments import discrepancies
from comptoir.identity.queries.places import own_locations, seen_from_elsewhere
from comptoir.identity.rules import Right, require
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]


class ClearForm(msgspec.Struct):
    """What so many of the units were; `seen` is how many were left where one looked."""

    quantity: Annotated[int, Meta(ge=0, le=99_999)]
    seen: Annotated[int, Meta(ge=0, le=99_999)] | None = None
    reason: Annotated[str, Meta(max_length=40)] = ""
    remark: Annotated[str, Meta(max_length=200)] = ""

    def cleared(self) -> Cleared:
        return Cleared(self.reason, self.quantity, self.seen, self.remark.strip())


class DiscrepancyScreens(Controller):
    """What is to be cleared up."""

    include_in_schema = False

    @get("/transfers/discrepancies")
    async def own(self, work: CurrentWork) -> Response[Any]:
        """The list of the store one stands in; who stands in none chooses one."""
        if work.actor.location_id is not None:
            return await _list(work, work.actor.location_id)
        return page(work, "fulfilment/transfer_stores.html", stores=await own_locations(work))

    @get("/stores/{location_id:int}/transfers/discrepancies")
    async def of_store(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """The list of one location, for who may see it."""
        return await _list(work, location_id)

    @get("/stores/{location_id:int}/transfers/discrepancies/count")
    async def count(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """How many there are, for the sections of the store's work."""
        require(work.actor, Right.SEE_STORE, location_id)
        shown = discrepancies.count
        return part(work, shown.template, **await shown.context(work, location_id=location_id))

    @post("/stores/{location_id:int}/transfers/discrepancies/{discrepancy_id:uuid}", status_code=200)
    async def clear_up(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        location_id: FromPath[int],
        discrepancy_id: FromPath[UUID],
        data: URLEncodedBody[ClearForm],
    ) -> Response[Any]:
        """Say what it was. The answer is the list in which one stands."""
        require(work.actor, Right.SEE_STORE, location_id)
        await clear_up(work, discrepancy_id, said=data.cleared())
        return await _answer(work, request, location_id)


async def _list(work: Work, location_id: int) -> Response[str]:
    require(work.actor, Right.SEE_STORE, location_id)
    position = await work.position()
    context = await discrepancies.discrepancies.context(work, location_id=location_id)
    elsewhere = await seen_from_elsewhere(work, location_id)
    return page(work, "fulfilment/discrepancies.html", position=position, elsewhere=elsewhere, **context)


async def _answer(work: Work, request: HtmxRequest, location_id: int) -> Response[Any]:
    """The list as it is now; without htmx the page, by a redirect."""
    if "hx-request" not in request.headers:
        return Redirect(f"/stores/{location_id}/transfers/discrepancies", status_code=303)
    shown = discrepancies.discrepancies
    return part(work, shown.template, **await shown.context(work, location_id=location_id))
