"""One preparation: take, pick, refuse, ready, hand over. Each tap answers with the preparation as it is now."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment import actions
from comptoir.fulfilment.fragments import conflicts, store
from comptoir.identity.rules import Right, require
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.acted import kept
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import html, page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]


class TakeForm(msgspec.Struct):
    """`origin` is the screen that the tap came from."""

    origin: str = msgspec.field(name="from", default="")


class ScanForm(msgspec.Struct):
    """What a scanner read or somebody typed."""

    code: Annotated[str, Meta(min_length=1, max_length=200)]


class RefuseForm(msgspec.Struct):
    """Why units can't be served; `found` of them are on the shelf all the same."""

    quantity: Annotated[int, Meta(ge=1, le=999)]
    reason: RefusalReason
    found: Annotated[int, Meta(ge=0, le=99999)] | None = None


class BinForm(msgspec.Struct):
    """Where the goods wait."""

    bin: Annotated[str, Meta(max_length=200)] = ""


class PreparationScreens(Controller):
    """The work on one order at one store."""

    path = "/preparations/{preparation_id:uuid}"
    include_in_schema = False
    status_code = 200

    @get()
    async def show(self, work: CurrentWork, preparation_id: FromPath[UUID]) -> Response[str]:
        """The whole page."""
        position = await work.position()
        context = await store.preparation.context(work, preparation_id=preparation_id)
        require(work.actor, Right.SEE_STORE, context["preparation"].location_id)
        context |= await conflicts.of_preparation.context(work, preparation_id=preparation_id)
        return page(work, "fulfilment/preparation.html", position=position, **context)

    @post("/take", status_code=200, opt=kept("take"))
    async def take(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        preparation_id: FromPath[UUID],
        data: URLEncodedBody[TakeForm],
    ) -> Response[Any]:
        """Take it; from the queue one goes on to the order itself."""
        await actions.take(work, preparation_id)
        if data.origin == "queue" and "hx-request" in request.headers:
            return html("", headers={"HX-Redirect": f"/preparations/{preparation_id}"})
        return await answer(work, request, preparation_id)

    @post("/take-over", status_code=200, opt=kept("take_over"))
    async def take_over(self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID]) -> Response[Any]:
        """Take it from a colleague."""
        await actions.take(work, preparation_id, over=True)
        return await answer(work, request, preparation_id)

    @post("/hand-back", status_code=200, opt=kept("hand_back"))
    async def hand_back(self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID]) -> Response[Any]:
        """Give it back to the queue."""
        await actions.hand_back(work, preparation_id)
        return await answer(work, request, preparation_id)

    @post("/scan", status_code=200, opt=kept("pick"))
    async def scan(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        preparation_id: FromPath[UUID],
        data: URLEncodedBody[ScanForm],
    ) -> Response[Any]:
        """Pick one unit of what was scanned."""
        await actions.pick_by_code(work, preparation_id, code=data.code)
        return await answer(work, request, preparation_id)

    @post("/lines/{line_id:uuid}/pick", status_code=200, opt=kept("pick"))
    async def pick(
        self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID], line_id: FromPath[UUID]
    ) -> Response[Any]:
        """Pick one unit by a tap."""
        await actions.pick(work, preparation_id, line_id=line_id)
        return await answer(work, request, preparation_id)

    @post("/lines/{line_id:uuid}/unpick", status_code=200, opt=kept("unpick"))
    async def unpick(
        self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID], line_id: FromPath[UUID]
    ) -> Response[Any]:
        """Put one unit back."""
        await actions.unpick(work, preparation_id, line_id=line_id)
        return await answer(work, request, preparation_id)

    @post("/lines/{line_id:uuid}/refuse", status_code=200, opt=kept("refuse"))
    async def refuse(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        preparation_id: FromPath[UUID],
        line_id: FromPath[UUID],
        data: URLEncodedBody[RefuseForm],
    ) -> Response[Any]:
        """Say that units can't be served."""
        await actions.refuse(
            work, preparation_id, line_id=line_id, quantity=data.quantity, reason=data.reason, found=data.found
        )
        return await answer(work, request, preparation_id)

    @post("/ready", status_code=200, opt=kept("ready"))
    async def ready(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        preparation_id: FromPath[UUID],
        data: URLEncodedBody[BinForm],
    ) -> Response[Any]:
        """The goods wait on a shelf."""
        await actions.ready(work, preparation_id, place=data.bin)
        return await answer(work, request, preparation_id)

    @post("/undo-ready", status_code=200, opt=kept("undo_ready"))
    async def undo_ready(
        self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID]
    ) -> Response[Any]:
        """They do not wait there after all."""
        await actions.undo_ready(work, preparation_id)
        return await answer(work, request, preparation_id)


async def answer(work: Work, request: HtmxRequest, preparation_id: UUID) -> Response[Any]:
    """The preparation as it is now; without htmx the page, by a redirect."""
    if "hx-request" not in request.headers:
        return Redirect(f"/preparations/{preparation_id}", status_code=303)
    context = await store.preparation.context(work, preparation_id=preparation_id)
    return part(work, store.preparation.template, **context)
