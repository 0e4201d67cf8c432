"""Giving the goods to the customer: find by QR code, code, order number or name; hand over, in parts too; take back."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from msgspec import Meta

from comptoir.fulfilment import actions, rules
from comptoir.fulfilment.fragments import store
from comptoir.fulfilment.queries.counter import waiting_by_name
from comptoir.fulfilment.queries.entries import location_of, some_entries
from comptoir.fulfilment.queries.finding import find_for_handover
from comptoir.fulfilment.screens.handover_forms import GivenForm, counter_context
from comptoir.fulfilment.screens.preparation import answer
from comptoir.identity.rules import Right, require, standing
from comptoir.kit.errors import N_, NotFound, Refused
from comptoir.wiring.acted import kept
from comptoir.wiring.codes import public_key
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]


class NoSuchOrder(Refused):
    status = 404
    slug = "no-such-order-here"
    title = N_("No order at this store has this code. Check it, or look at the customer’s message for the store.")


class FindForm(msgspec.Struct):
    """What the customer shows or says."""

    code: Annotated[str, Meta(min_length=1, max_length=200)]


class NotTakenForm(msgspec.Struct, kw_only=True):
    """Why the customer does not have the goods, and the screen that the tap came from."""

    reason: Literal["no_show", "refused_by_customer"]
    origin: str = msgspec.field(name="from", default="")


class HandoverScreens(Controller):
    """The counter."""

    include_in_schema = False

    @get("/handover")
    async def show(self, work: CurrentWork) -> Response[str]:
        """The field for the code, and what waits."""
        return await _page(work, standing(work.actor, Right.HAND_OVER))

    @get("/handover/key")
    async def key(self, work: CurrentWork) -> dict[str, str]:
        """What tells our customers' codes from others, for tablets to keep: a JSON Web Key."""
        return public_key(work.settings)

    @post("/handover/find", status_code=200)
    async def find(self, work: CurrentWork, request: HtmxRequest, data: URLEncodedBody[FindForm]) -> Response[Any]:
        """The order that a code means at this store, or those that wait for somebody of that name."""
        here = standing(work.actor, Right.HAND_OVER)
        found = await find_for_handover(work, location_id=here, code=data.code)
        hits = [found] if found else await _by_name(work, here, data.code)
        if len(hits) == 1:
            return await _answer(work, request, hits[0], "handover", shown=data.code if found else "")
        entries = await some_entries(work, hits)
        if "hx-request" not in request.headers:
            return await _page(work, here, hits=entries)
        return part(work, "fulfilment/_hits.html", hits=entries)

    @post("/preparations/{preparation_id:uuid}/hand-over", status_code=200, opt=kept("hand_over"))
    async def hand_over(
        self, work: CurrentWork, request: HtmxRequest, preparation_id: FromPath[UUID], data: URLEncodedBody[GivenForm]
    ) -> Response[Any]:
        """The customer has the goods, or a part of them."""
        await _require_counter(work, preparation_id)
        proof = await actions.check_shown(work, preparation_id, data.shown)
        await actions.hand_over(work, preparation_id, proof=proof, given=data.given)
        return await _answer(work, request, preparation_id, data.origin, shown=data.code)

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


async def _page(work: Work, location_id: int, **more: Any) -> Response[str]:
    position = await work.position()
    context = await store.ready.context(work, location_id=location_id)
    return page(work, "fulfilment/handover.html", position=position, **(context | more))


async def _by_name(work: Work, location_id: int, name: str) -> list[UUID]:
    """Raises NameTooShort where a name was meant and too little of it said, else NoSuchOrder."""
    hits = await waiting_by_name(work, location_id=location_id, name=name)
    if hits is None and name.replace(" ", "").isalpha():
        raise rules.NameTooShort(field="code", letters=rules.FEWEST_LETTERS)
    if not hits:
        raise NoSuchOrder(field="code")
    return hits


async def _require_counter(work: Work, preparation_id: UUID) -> None:
    """Who has no right here hears nothing of codes."""
    location_id = await location_of(work, preparation_id)
    if location_id is None:
        raise NotFound
    require(work.actor, Right.HAND_OVER, location_id)


async def _answer(
    work: Work, request: HtmxRequest, preparation_id: UUID, origin: str, *, shown: str = ""
) -> Response[Any]:
    """What the screen of the tap shows in its place; without htmx the preparation's page, by a redirect."""
    if origin == "handover" and "hx-request" in request.headers:
        return part(work, "fulfilment/_handover.html", **await counter_context(work, preparation_id, shown=shown))
    return await answer(work, request, preparation_id)
