"""One transfer: picked and sent at one end, counted and taken in at the other. Each tap answers with how it is now."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment.actions.transfers import counting, ending, picking, receiving, sending
from comptoir.fulfilment.actions.transfers.scanning import scan_arrived, scan_to_send
from comptoir.fulfilment.fragments import transfers
from comptoir.fulfilment.screens.papers import Width, print_page, qr_of
from comptoir.fulfilment.screens.preparation import RefuseForm, ScanForm
from comptoir.identity.rules import Right, may, require
from comptoir.wiring.acted import kept
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part, render
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]


class DamageForm(msgspec.Struct):
    """How many of the units that are here are damaged."""

    broken: Annotated[int, Meta(ge=0, le=99_999)]


class ReceiveForm(msgspec.Struct):
    """Whether more is to come of it."""

    rest: Literal["later", "none"]


class TransferScreens(Controller):
    """The work on one transfer, at either end."""

    path = "/transfers/{transfer_id:uuid}"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork, transfer_id: FromPath[UUID]) -> Response[str]:
        """The whole page."""
        position = await work.position()
        return page(work, "fulfilment/transfer.html", position=position, **await _context(work, transfer_id))

    @get("/label")
    async def label(self, work: CurrentWork, transfer_id: FromPath[UUID], width: Width = "80") -> Response[str]:
        """What sticks on its boxes: where they go, and the number that a scanner finds it by."""
        context = await _context(work, transfer_id)
        number = context["transfer"].number
        body = render(work.locale, "fulfilment/print/transfer.html", qr=qr_of(number), **context)
        back = f"/transfers/{transfer_id}"
        return print_page(work, body, title=number, paper=f"label-{width}", back=back, width=width)

    @post("/pick", status_code=200, opt=kept("pick"))
    async def pick_code(
        self, work: CurrentWork, request: HtmxRequest, transfer_id: FromPath[UUID], data: URLEncodedBody[ScanForm]
    ) -> Response[Any]:
        """Pick one unit of what was scanned, or send it by its own number."""
        await scan_to_send(work, transfer_id, code=data.code)
        return await _answer(work, request, transfer_id)

    @post("/lines/{line_id:uuid}/pick", status_code=200, opt=kept("pick"))
    async def pick(
        self, work: CurrentWork, request: HtmxRequest, transfer_id: FromPath[UUID], line_id: FromPath[UUID]
    ) -> Response[Any]:
        """Pick one unit by a tap."""
        await picking.pick(work, transfer_id, line_id=line_id)
        return await _answer(work, request, transfer_id)

    @post("/lines/{line_id:uuid}/unpick", status_code=200, opt=kept("unpick"))
    async def unpick(
        self, work: CurrentWork, request: HtmxRequest, transfer_id: FromPath[UUID], line_id: FromPath[UUID]
    ) -> Response[Any]:
        """Put one unit back."""
        await picking.unpick(work, transfer_id, line_id=line_id)
        return await _answer(work, request, transfer_id)

    @post("/lines/{line_id:uuid}/refuse", status_code=200, opt=kept("refuse"))
    async def refuse(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        transfer_id: FromPath[UUID],
        line_id: FromPath[UUID],
        data: URLEncodedBody[RefuseForm],
    ) -> Response[Any]:
        """Say that units can't be sent."""
        await picking.refuse(
            work, transfer_id, line_id=line_id, quantity=data.quantity, reason=data.reason, found=data.found
        )
        return await _answer(work, request, transfer_id)

    @post("/send", status_code=200, opt=kept("send"))
    async def send(self, work: CurrentWork, request: HtmxRequest, transfer_id: FromPath[UUID]) -> Response[Any]:
        """It is on its way."""
        await sending.send(work, transfer_id)
        return await _answer(work, request, transfer_id)

    @post("/cancel", status_code=200, opt=kept("cancel"))
    async def cancel(self, work: CurrentWork, request: HtmxRequest, transfer_id: FromPath[UUID]) -> Response[Any]:
        """It will not be sent."""
        await ending.cancel(work, transfer_id)
        return await _answer(work, request, transfer_id)

    @post("/count", status_code=200, opt=kept("count"))
    async def count_code(
        self, work: CurrentWork, request: HtmxRequest, transfer_id: FromPath[UUID], data: URLEncodedBody[ScanForm]
    ) -> Response[Any]:
        """One unit of what was scanned is here; or all is, by its own number."""
        await scan_arrived(work, transfer_id, code=data.code)
        return await _answer(work, request, transfer_id)

    @post("/lines/{line_id:uuid}/count", status_code=200, opt=kept("count"))
    async def count(
        self, work: CurrentWork, request: HtmxRequest, transfer_id: FromPath[UUID], line_id: FromPath[UUID]
    ) -> Response[Any]:
        """One more unit is here, by a tap."""
        await counting.count(work, transfer_id, line_id=line_id)
        return await _answer(work, request, transfer_id)

    @post("/lines/{line_id:uuid}/uncount", status_code=200, opt=kept("uncount"))
    async def uncount(
        self, work: CurrentWork, request: HtmxRequest, transfer_id: FromPath[UUID], line_id: FromPath[UUID]
    ) -> Response[Any]:
        """One unit less is here."""
        await counting.uncount(work, transfer_id, line_id=line_id)
        return await _answer(work, request, transfer_id)

    @post("/lines/{line_id:uuid}/damaged", status_code=200, opt=kept("damaged"))
    async def damaged(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        transfer_id: FromPath[UUID],
        line_id: FromPath[UUID],
        data: URLEncodedBody[DamageForm],
    ) -> Response[Any]:
        """So many are damaged."""
        await counting.mark_damaged(work, transfer_id, line_id=line_id, broken=data.broken)
        return await _answer(work, request, transfer_id)

    @post("/receive", status_code=200, opt=kept("receive"))
    async def receive(
        self, work: CurrentWork, request: HtmxRequest, transfer_id: FromPath[UUID], data: URLEncodedBody[ReceiveForm]
    ) -> Response[Any]:
        """Take in what is counted."""
        await receiving.receive(work, transfer_id, is_last=data.rest == "none")
        return await _answer(work, request, transfer_id)

    @post("/receive-all", status_code=200, opt=kept("receive"))
    async def receive_all(self, work: CurrentWork, request: HtmxRequest, transfer_id: FromPath[UUID]) -> Response[Any]:
        """Everything that was sent is here."""
        await receiving.receive_all(work, transfer_id)
        return await _answer(work, request, transfer_id)


async def _context(work: Work, transfer_id: UUID) -> dict[str, Any]:
    """The transfer as its sender sees it, or as its receiver does: where one stands, else where one may see it."""
    context = await transfers.from_here.context(work, transfer_id=transfer_id)
    found = context["transfer"]
    if found.to_id == work.actor.location_id or not may(work.actor, Right.SEE_STORE, found.from_id):
        require(work.actor, Right.SEE_STORE, found.to_id)
        return context | {"side": "to"}
    return context


async def _answer(work: Work, request: HtmxRequest, transfer_id: UUID) -> Response[Any]:
    """The transfer as it is now; without htmx the page, by a redirect."""
    if "hx-request" not in request.headers:
        return Redirect(f"/transfers/{transfer_id}", status_code=303)
    return part(work, transfers.from_here.template, **await _context(work, transfer_id))
