"""One count: scan, correct, undo; review; approve. Each answers with the count as it is now."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment import actions
from comptoir.fulfilment.fragments import counts
from comptoir.fulfilment.queries.counts import last_scan
from comptoir.identity.rules import Right, require
from comptoir.wiring.acted import kept
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]


class ScanUnitsForm(msgspec.Struct):
    """What a scanner read or somebody typed, and how many units of it."""

    code: Annotated[str, Meta(min_length=1, max_length=200)]
    quantity: Annotated[int, Meta(ge=1, le=9999)] = 1


class TotalForm(msgspec.Struct):
    """How many there are in all."""

    quantity: Annotated[int, Meta(ge=0, le=99999)]


class RecountForm(msgspec.Struct):
    """Whether a line is to be counted again."""

    wanted: Literal["yes", "no"]


class ApproveForm(msgspec.Struct):
    """What becomes of what nobody counted: it stays as it is, or is gone."""

    missing: Literal["leave", "gone"] = "leave"


class CountScreens(Controller):
    """A count at one store."""

    path = "/counts/{count_id:uuid}"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork, count_id: FromPath[UUID]) -> Response[str]:
        """The whole page."""
        position = await work.position()
        context = await counts.counting.context(work, count_id=count_id)
        require(work.actor, Right.SEE_STORE, context["count"].location_id)
        return page(work, "fulfilment/counting.html", position=position, **context, **await _last(work, count_id))

    @post("/scan", status_code=200, opt=kept("count"))
    async def scan(
        self, work: CurrentWork, request: HtmxRequest, count_id: FromPath[UUID], data: URLEncodedBody[ScanUnitsForm]
    ) -> Response[Any]:
        """Count what was scanned."""
        await actions.count_units(work, count_id, code=data.code, quantity=data.quantity)
        return await _scanned(work, request, count_id)

    @post("/lines/{variant_id:int}", status_code=200, opt=kept("count"))
    async def correct(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        count_id: FromPath[UUID],
        variant_id: FromPath[int],
        data: URLEncodedBody[TotalForm],
    ) -> Response[Any]:
        """Say how many there are."""
        await actions.count_all(work, count_id, variant_id=variant_id, quantity=data.quantity)
        return await _scanned(work, request, count_id)

    @post("/scans/{version:int}/undo", status_code=200, opt=kept("undo_count"))
    async def undo(
        self, work: CurrentWork, request: HtmxRequest, count_id: FromPath[UUID], version: FromPath[int]
    ) -> Response[Any]:
        """Take back one's own scan."""
        await actions.undo_scan(work, count_id, version=version)
        return await _scanned(work, request, count_id)

    @post("/undo", status_code=200, opt=kept("undo_count"))
    async def undo_last(
        self, work: CurrentWork, request: HtmxRequest, count_id: FromPath[UUID], data: URLEncodedBody[ScanUnitsForm]
    ) -> Response[Any]:
        """Take back the last scan of a code: one that has no version yet, because it was kept itself."""
        await actions.undo_last_scan(work, count_id, code=data.code, quantity=data.quantity)
        return await _scanned(work, request, count_id)

    @post("/review", status_code=200, opt=kept("review"))
    async def review(self, work: CurrentWork, request: HtmxRequest, count_id: FromPath[UUID]) -> Response[Any]:
        """All is counted: compare."""
        await actions.review_count(work, count_id)
        return await _answer(work, request, count_id)

    @post("/lines/{variant_id:int}/recount", status_code=200)
    async def recount(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        count_id: FromPath[UUID],
        variant_id: FromPath[int],
        data: URLEncodedBody[RecountForm],
    ) -> Response[Any]:
        """Mark a line to be counted again, or not after all."""
        await actions.want_recount(work, count_id, variant_id=variant_id, is_wanted=data.wanted == "yes")
        return await _answer(work, request, count_id)

    @post("/reopen", status_code=200)
    async def reopen(self, work: CurrentWork, request: HtmxRequest, count_id: FromPath[UUID]) -> Response[Any]:
        """Go on counting."""
        await actions.reopen_count(work, count_id)
        return await _answer(work, request, count_id)

    @post("/approve", status_code=200)
    async def approve(
        self, work: CurrentWork, request: HtmxRequest, count_id: FromPath[UUID], data: URLEncodedBody[ApproveForm]
    ) -> Response[Any]:
        """Let stock be what was counted."""
        await actions.approve_count(work, count_id, missing_are_gone=data.missing == "gone")
        return await _answer(work, request, count_id)

    @post("/cancel", status_code=200, opt=kept("cancel_count"))
    async def cancel(self, work: CurrentWork, request: HtmxRequest, count_id: FromPath[UUID]) -> Response[Any]:
        """Give it up."""
        await actions.cancel_count(work, count_id)
        return await _answer(work, request, count_id)


async def _answer(work: Work, request: HtmxRequest, count_id: UUID) -> Response[Any]:
    """The count as it is now; without htmx the page, by a redirect."""
    if "hx-request" not in request.headers:
        return Redirect(f"/counts/{count_id}", status_code=303)
    context = await counts.counting.context(work, count_id=count_id)
    return part(work, counts.counting.template, **context, **await _last(work, count_id))


async def _scanned(work: Work, request: HtmxRequest, count_id: UUID) -> Response[Any]:
    """What the actor counted last, and beside it all that is counted by now."""
    if "hx-request" not in request.headers:
        return Redirect(f"/counts/{count_id}", status_code=303)
    context = await counts.counting.context(work, count_id=count_id)
    return part(work, "fulfilment/_scanned.html", **context, **await _last(work, count_id))


async def _last(work: Work, count_id: UUID) -> dict[str, Any]:
    """What the viewer counted last: pushes know no viewer, so it is not a part of the fragment."""
    last = await last_scan(work, count_id, staff_id=work.actor.staff_id)
    if last is None:
        return {"last": None}
    return {"last": last, **await counts.counted_variant.context(work, count_id=count_id, variant_id=last.variant_id)}
