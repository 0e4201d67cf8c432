"""The carrier comes: what waits for it, and what goes along."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment.actions import manifests
from comptoir.fulfilment.fragments import carrier
from comptoir.identity.queries.places import own_locations, seen_from_elsewhere
from comptoir.identity.rules import Right, require
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import html, page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]


class ScanForm(msgspec.Struct):
    """What a scanner read or somebody typed."""

    code: Annotated[str, Meta(min_length=1, max_length=200)]


class LoadForm(msgspec.Struct):
    """Whether the box goes along."""

    loaded: bool


class CarrierForm(msgspec.Struct):
    """Which of the carriers."""

    carrier: Annotated[str, Meta(min_length=1, max_length=200)]


class CarrierScreens(Controller):
    """For who hands boxes to a carrier."""

    include_in_schema = False

    @get("/carrier")
    async def own(self, work: CurrentWork) -> Response[Any]:
        """What waits in the store one stands in; who stands in none chooses one."""
        if work.actor.location_id is not None:
            return await _waiting(work, work.actor.location_id)
        return page(work, "fulfilment/carrier_stores.html", stores=await own_locations(work))

    @get("/stores/{location_id:int}/carrier")
    async def of_store(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """What waits at one location, for who may see it."""
        return await _waiting(work, location_id)

    @post("/stores/{location_id:int}/carrier/scan", status_code=200)
    async def scan(
        self, work: CurrentWork, request: HtmxRequest, location_id: FromPath[int], data: URLEncodedBody[ScanForm]
    ) -> Response[Any]:
        """The box that was scanned goes along."""
        await manifests.load_by_code(work, location_id=location_id, code=data.code)
        return await _answer(work, request, location_id)

    @post("/stores/{location_id:int}/carrier/all", status_code=200)
    async def load_all(
        self, work: CurrentWork, request: HtmxRequest, location_id: FromPath[int], data: URLEncodedBody[CarrierForm]
    ) -> Response[Any]:
        """All that waits for a carrier goes along."""
        await manifests.load_all(work, location_id=location_id, carrier=data.carrier)
        return await _answer(work, request, location_id)

    @post("/stores/{location_id:int}/carrier/close", status_code=200)
    async def close(
        self, work: CurrentWork, request: HtmxRequest, location_id: FromPath[int], data: URLEncodedBody[CarrierForm]
    ) -> Response[Any]:
        """The carrier has it; the sheet is shown, to be printed and signed."""
        manifest_id = await manifests.close_manifest(work, location_id=location_id, carrier=data.carrier)
        if "hx-request" in request.headers:
            return html("", headers={"HX-Redirect": f"/manifests/{manifest_id}"})
        return Redirect(f"/manifests/{manifest_id}", status_code=303)

    @post("/preparations/{preparation_id:uuid}/boxes/{number:int}/load", status_code=200)
    async def load(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        preparation_id: FromPath[UUID],
        number: FromPath[int],
        data: URLEncodedBody[LoadForm],
    ) -> Response[Any]:
        """One box goes along, or does not."""
        here = await manifests.load_box(work, preparation_id, number=number, is_loaded=data.loaded)
        return await _answer(work, request, here)


async def _waiting(work: Work, location_id: int) -> Response[str]:
    require(work.actor, Right.SEE_STORE, location_id)
    position = await work.position()
    context = await carrier.waiting.context(work, location_id=location_id)
    elsewhere = await seen_from_elsewhere(work, location_id)
    return page(work, "fulfilment/carrier.html", position=position, elsewhere=elsewhere, **context)


async def _answer(work: Work, request: HtmxRequest, location_id: int) -> Response[Any]:
    """What waits now; without htmx the page, by a redirect."""
    if "hx-request" not in request.headers:
        return Redirect(f"/stores/{location_id}/carrier", status_code=303)
    shown = carrier.waiting
    return part(work, shown.template, **await shown.context(work, location_id=location_id))
