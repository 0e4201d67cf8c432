"""What a location takes on right now: no orders for a while, or none of a service, until a moment or for good."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment.fragments.location import taking
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_, Invalid
from comptoir.network import actions
from comptoir.network.queries import location
from comptoir.network.rules import Lasts, Reason, Service, end_of
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]


class ReasonMissing(Invalid):
    slug = "reason-missing"
    title = N_("Choose why it takes no orders.")


class EndMissing(Invalid):
    slug = "end-missing"
    title = N_("Choose how long.")


class PauseForm(msgspec.Struct):
    """Why, and for how long; `until` is written by the clock of the location."""

    reason: Reason | Literal[""] = ""
    lasts: Lasts = ""
    until: Annotated[str, Meta(max_length=30)] = ""

    @property
    def why(self) -> Reason:
        """Raises ReasonMissing."""
        if not self.reason:
            raise ReasonMissing(field="reason")
        return self.reason


class SwitchForm(msgspec.Struct):
    """On or off."""

    to: Literal["on", "off"]


class TakingScreens(Controller):
    """For who manages it."""

    path = "/locations/{location_id:int}"
    include_in_schema = False

    @get("/taking")
    async def show(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """The part of a page, with its dialogs."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        context = await taking.context(work, location_id=location_id)
        return part(work, "fulfilment/taking.html", **context)

    @post("/suspend", status_code=200)
    async def suspend(
        self, work: CurrentWork, request: HtmxRequest, location_id: FromPath[int], data: URLEncodedBody[PauseForm]
    ) -> Response[Any]:
        """It takes no orders for a while."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        reason = data.why
        zone = (await location(work, location_id)).timezone
        until = end_of(data.lasts, data.until, zone=zone, now=work.now)
        await actions.suspend(work, location_id, reason=reason, until=until)
        return await _answer(work, request, location_id)

    @post("/resume", status_code=200)
    async def resume(self, work: CurrentWork, request: HtmxRequest, location_id: FromPath[int]) -> Response[Any]:
        """It takes orders again."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        await actions.resume(work, location_id)
        return await _answer(work, request, location_id)

    @post("/services/{service:str}", status_code=200)
    async def set_service(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        location_id: FromPath[int],
        service: FromPath[Service],
        data: URLEncodedBody[SwitchForm],
    ) -> Response[Any]:
        """Whether it offers a service."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        await actions.set_service(work, location_id, service, is_on=data.to == "on")
        return await _answer(work, request, location_id)

    @post("/services/{service:str}/pause", status_code=200)
    async def pause(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        location_id: FromPath[int],
        service: FromPath[Service],
        data: URLEncodedBody[PauseForm],
    ) -> Response[Any]:
        """It does without a service until a moment."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        reason = data.why
        zone = (await location(work, location_id)).timezone
        until = end_of(data.lasts, data.until, zone=zone, now=work.now)
        if until is None:
            raise EndMissing(field="lasts")
        await actions.pause_service(work, location_id, service, reason=reason, until=until)
        return await _answer(work, request, location_id)


async def _answer(work: Work, request: HtmxRequest, location_id: int) -> Response[Any]:
    """How it is now; without htmx the page, by a redirect."""
    if "hx-request" not in request.headers:
        return Redirect(f"/locations/{location_id}", status_code=303)
    return part(work, taking.template, **await taking.context(work, location_id=location_id))
