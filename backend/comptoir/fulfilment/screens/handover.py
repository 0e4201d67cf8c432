"""Giving the goods to the customer: find by QR code, pickup code or order number; hand over, or take back."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment import actions
from comptoir.fulfilment.fragments import store
from comptoir.fulfilment.queries.finding import find_for_handover
from comptoir.identity.rules import Right, standing
from comptoir.kit.errors import N_, Refused
from comptoir.wiring.acted import kept
from comptoir.wiring.codes import public_key
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]


class NoSuchOrder(Refused):
    status = 404
    slug = "no-such-order-here"
    title = N_("No order at this store has this code. Check it, or look at the customer's message for the store.")


class FindForm(msgspec.Struct):
    """What the customer shows or says."""

    code: Annotated[str, Meta(min_length=1, max_length=200)]


class FromForm(msgspec.Struct):
    """The screen that the tap came from."""

    origin: str = msgspec.field(name="from", default="")


class NotTakenForm(FromForm, kw_only=True):
    """Why the customer does not have the goods."""

    reason: Literal["no_show", "refused_by_customer"]


class HandoverScreens(Controller):
    """The counter."""

    include_in_schema = False

    @get("/handover")
    async def show(self, work: CurrentWork) -> Response[str]:
        """The field for the code, and what waits."""
        location_id = standing(work.actor, Right.HAND_OVER)
        position = await work.position()
        context = await store.ready.context(work, location_id=location_id)
        return page(work, "fulfilment/handover.html", position=position, **context)

    @get("/handover/key")
    async def key(self, work: CurrentWork) -> dict[str, str]:
        """What tells our customers' codes from others, for tablets to keep: a JSON Web Key."""
        return public_key(work.settings)

    @post("/handover/find", status_code=200)
    async def find(self, work: CurrentWork, request: HtmxRequest, data: URLEncodedBody[FindForm]) -> Response[Any]:
        """The order that a code means at this store."""
        found = await find_for_handover(work, location_id=standing(work.actor, Right.HAND_OVER), code=data.code)
        if found is None:
            raise NoSuchOrder(field="code")
        return await _answer(work, request, found, "handover")

    @post("/preparations/{preparation_id:uuid}/hand-over", status_code=200, opt=kept("hand_over"))
    async def hand_over(
        self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID], data: URLEncodedBody[FromForm]
    ) -> Response[Any]:
        """The customer has the goods."""
        proof = "code" if data.origin == "handover" else "name"
        await actions.hand_over(work, preparation_id, proof=proof)
        return await _answer(work, request, preparation_id, data.origin)

    @post("/preparations/{preparation_id:uuid}/no-show", status_code=200, opt=kept("no_show"))
    async def not_taken(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        preparation_id: FromPath[UUID],
        data: URLEncodedBody[NotTakenForm],
    ) -> Response[Any]:
        """The customer did not come, or does not want the goods."""
        await actions.cancel_handover(work, preparation_id, reason=data.reason)
        return await _answer(work, request, preparation_id, data.origin)


async def _answer(work: Work, request: HtmxRequest, preparation_id: UUID, origin: str) -> Response[Any]:
    """What the screen of the tap shows in its place; without htmx the preparation's page, by a redirect."""
    if "hx-request" not in request.headers:
        return Redirect(f"/preparations/{preparation_id}", status_code=303)
    context = await store.preparation.context(work, preparation_id=preparation_id)
    if origin == "handover":
        return part(work, "fulfilment/_handover.html", found=context["preparation"], now=work.now)
    return part(work, store.preparation.template, **context)
