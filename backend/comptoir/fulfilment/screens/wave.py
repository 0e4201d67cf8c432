"""One wave: scan, pick, refuse, hand to a colleague, finish order by order. Each tap answers with it as it is now."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, PathParameter, URLEncodedBody
from litestar.response import Redirect

from comptoir.fulfilment.actions import ready
from comptoir.fulfilment.actions.waves import ending, handing, picking
from comptoir.fulfilment.fragments import waves
from comptoir.fulfilment.queries.waves import colleagues, location_of_wave, tote_of
from comptoir.fulfilment.screens.preparation import BinForm, RefuseForm, ScanForm, TakeForm
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.wiring.acted import kept
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import html, page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]
Number = Annotated[int, PathParameter(ge=1, le=99)]
VariantId = Annotated[int, PathParameter(ge=1, le=2**53)]


class PlaceForm(msgspec.Struct):
    """The line of the tote that the page showed, where it knew it."""

    line_id: UUID | None = None


class WaveScanForm(ScanForm):
    """What was scanned, and the same."""

    line_id: UUID | None = None


class OfferForm(msgspec.Struct):
    """Who is asked to go on with it."""

    staff_id: int


class WaveScreens(Controller):
    """One walk at one store."""

    path = "/waves/{wave_id:uuid}"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork, wave_id: FromPath[UUID]) -> Response[str]:
        """The whole page."""
        position = await work.position()
        context = await _context(work, wave_id)
        require(work.actor, Right.SEE_STORE, context["wave"].location_id)
        others = await colleagues(work, location_id=context["wave"].location_id)
        people = [each for each in others if each.id != context["wave"].holder_id]
        return page(work, "fulfilment/wave.html", position=position, colleagues=people, placed=None, **context)

    @post("/scan", status_code=200, opt=kept("pick"))
    async def scan(
        self, work: CurrentWork, request: HtmxRequest, wave_id: FromPath[UUID], data: URLEncodedBody[WaveScanForm]
    ) -> Response[Any]:
        """One unit of what was scanned goes to its tote."""
        placed = await picking.pick_by_code(work, wave_id, code=data.code, line_id=data.line_id)
        return await _placed(work, request, wave_id, placed)

    @post("/variants/{variant_id:int}/pick", status_code=200, opt=kept("pick"))
    async def pick(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        wave_id: FromPath[UUID],
        variant_id: VariantId,
        data: URLEncodedBody[PlaceForm],
    ) -> Response[Any]:
        """The same by a tap."""
        placed = await picking.pick_one(work, wave_id, variant_id=variant_id, line_id=data.line_id)
        return await _placed(work, request, wave_id, placed)

    @post("/preparations/{preparation_id:uuid}/lines/{line_id:uuid}/unpick", status_code=200, opt=kept("unpick"))
    async def unpick(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        wave_id: FromPath[UUID],
        preparation_id: FromPath[UUID],
        line_id: FromPath[UUID],
    ) -> Response[Any]:
        """Take a unit out of its tote."""
        await picking.put_back_one(work, wave_id, preparation_id=preparation_id, line_id=line_id)
        return await _placed(work, request, wave_id, None)

    @post("/variants/{variant_id:int}/refuse", status_code=200, opt=kept("refuse"))
    async def refuse(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        wave_id: FromPath[UUID],
        variant_id: VariantId,
        data: URLEncodedBody[RefuseForm],
    ) -> Response[Any]:
        """Say that units can't be served."""
        await picking.refuse_units(
            work, wave_id, variant_id=variant_id, quantity=data.quantity, reason=data.reason, found=data.found
        )
        return await _answer(work, request, wave_id)

    @post("/offer", status_code=200)
    async def offer(
        self, work: CurrentWork, request: HtmxRequest, wave_id: FromPath[UUID], data: URLEncodedBody[OfferForm]
    ) -> Response[Any]:
        """Ask a colleague to go on with it."""
        await handing.offer_wave(work, wave_id, staff_id=data.staff_id)
        return await _answer(work, request, wave_id)

    @post("/decline", status_code=200, opt=kept("decline_wave"))
    async def decline(self, work: CurrentWork, request: HtmxRequest, wave_id: FromPath[UUID]) -> Response[Any]:
        """No colleague goes on with it after all."""
        await handing.decline_wave(work, wave_id)
        return await _answer(work, request, wave_id)

    @post("/accept", status_code=200, opt=kept("take_wave"))
    async def accept(
        self, work: CurrentWork, request: HtmxRequest, wave_id: FromPath[UUID], data: URLEncodedBody[TakeForm]
    ) -> Response[Any]:
        """Go on with it, as a colleague asked; from the queue one goes on to the wave itself."""
        await handing.take_wave(work, wave_id)
        if data.origin == "queue" and "hx-request" in request.headers:
            return html("", headers={"HX-Redirect": f"/waves/{wave_id}"})
        return await _answer(work, request, wave_id)

    @post("/take-over", status_code=200, opt=kept("take_wave"))
    async def take_over(self, work: CurrentWork, request: HtmxRequest, wave_id: FromPath[UUID]) -> Response[Any]:
        """Go on with it unasked."""
        await handing.take_wave(work, wave_id, over=True)
        return await _answer(work, request, wave_id)

    @post("/totes/{number:int}/put-back", status_code=200, opt=kept("put_back"))
    async def put_back(
        self, work: CurrentWork, request: HtmxRequest, wave_id: FromPath[UUID], number: Number
    ) -> Response[Any]:
        """The goods of an order that ended are on their shelves again."""
        await ending.put_back_tote(work, wave_id, number=number)
        return await _answer(work, request, wave_id)

    @post("/totes/{number:int}/ready", status_code=200, opt=kept("ready"))
    async def ready(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        wave_id: FromPath[UUID],
        number: Number,
        data: URLEncodedBody[BinForm],
    ) -> Response[Any]:
        """The goods of an order wait on a shelf."""
        preparation_id = await tote_of(work, wave_id, number)
        if preparation_id is None:
            raise NotFound
        await ready(work, preparation_id, place=data.bin)
        return await _answer(work, request, wave_id)

    @post("/dissolve", status_code=200, opt=kept("dissolve"))
    async def dissolve(self, work: CurrentWork, request: HtmxRequest, wave_id: FromPath[UUID]) -> Response[Any]:
        """Its orders go on one by one."""
        await ending.dissolve_wave(work, wave_id)
        return await _answer(work, request, wave_id)


async def _context(work: Work, wave_id: UUID) -> dict[str, Any]:
    location_id = await location_of_wave(work, wave_id)
    if location_id is None:
        raise NotFound
    return await waves.wave.context(work, location_id=location_id, wave_id=wave_id)


async def _answer(work: Work, request: HtmxRequest, wave_id: UUID) -> Response[Any]:
    """The wave as it is now; without htmx the page, by a redirect."""
    if "hx-request" not in request.headers:
        return Redirect(f"/waves/{wave_id}", status_code=303)
    return part(work, waves.wave.template, **await _context(work, wave_id))


async def _placed(work: Work, request: HtmxRequest, wave_id: UUID, placed: picking.Placed | None) -> Response[Any]:
    """Where the unit went, for who picked it; and beside it the wave as everybody sees it."""
    if "hx-request" not in request.headers:
        return Redirect(f"/waves/{wave_id}", status_code=303)
    return part(work, "fulfilment/_wave_placed.html", placed=placed, **await _context(work, wave_id))
