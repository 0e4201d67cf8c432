"""Goods on their way back to their shelf: a list for each store, emptied by scans and taps."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment import actions
from comptoir.fulfilment.fragments import put_back
from comptoir.fulfilment.queries.putting_back import location_of_put_back
from comptoir.identity.queries.places import own_locations, seen_from_elsewhere
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.wiring.acted import kept
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]


class ScanForm(msgspec.Struct):
    """What a scanner read or somebody typed."""

    code: Annotated[str, Meta(min_length=1, max_length=200)]


class ShelvedForm(msgspec.Struct):
    """How many; all that are left where nothing is said."""

    quantity: Annotated[int, Meta(ge=1, le=99_999)] | None = None


class NotShelvedForm(msgspec.Struct):
    """How many can't be put back, and why."""

    found: Literal["damaged", "missing"]
    quantity: Annotated[int, Meta(ge=1, le=99_999)]


class PutBackScreens(Controller):
    """What is to be put back."""

    include_in_schema = False

    @get("/put-back")
    async def own(self, work: CurrentWork) -> Response[Any]:
        """The list of the store one stands in; who stands in none chooses one."""
        if work.actor.location_id is not None:
            return await _list(work, work.actor.location_id)
        return page(work, "fulfilment/put_back_stores.html", stores=await own_locations(work))

    @get("/stores/{location_id:int}/put-back")
    async def of_store(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """The list of one location, for who may see it."""
        return await _list(work, location_id)

    @get("/stores/{location_id:int}/put-back/count")
    async def count(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """How many units wait for it, for the sections of the store's work."""
        require(work.actor, Right.SEE_STORE, location_id)
        return part(work, put_back.count.template, **await put_back.count.context(work, location_id=location_id))

    @post("/stores/{location_id:int}/put-back/scan", status_code=200, opt=kept("put_back"))
    async def scan(
        self, work: CurrentWork, request: HtmxRequest, location_id: FromPath[int], data: URLEncodedBody[ScanForm]
    ) -> Response[Any]:
        """One unit of what was scanned is on its shelf again."""
        await actions.put_back_by_code(work, location_id=location_id, code=data.code)
        return await _answer(work, request, location_id)

    @post("/put-back/{put_back_id:uuid}/shelved", status_code=200, opt=kept("put_back"))
    async def shelve(
        self, work: CurrentWork, request: HtmxRequest, put_back_id: FromPath[UUID], data: URLEncodedBody[ShelvedForm]
    ) -> Response[Any]:
        """Units are on their shelf again."""
        await actions.put_back(work, put_back_id, quantity=data.quantity)
        return await _answer(work, request, await _where(work, put_back_id))

    @post("/put-back/{put_back_id:uuid}/not-shelved", status_code=200, opt=kept("not_shelved"))
    async def give_up(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        put_back_id: FromPath[UUID],
        data: URLEncodedBody[NotShelvedForm],
    ) -> Response[Any]:
        """Units are damaged, or nowhere to be found."""
        await actions.put_back(work, put_back_id, quantity=data.quantity, found=data.found)
        return await _answer(work, request, await _where(work, put_back_id))


async def _where(work: Work, put_back_id: UUID) -> int:
    location_id = await location_of_put_back(work, put_back_id)
    if location_id is None:
        raise NotFound
    return location_id


async def _list(work: Work, location_id: int) -> Response[str]:
    require(work.actor, Right.SEE_STORE, location_id)
    position = await work.position()
    context = await put_back.put_backs.context(work, location_id=location_id)
    elsewhere = await seen_from_elsewhere(work, location_id)
    return page(work, "fulfilment/put_back.html", position=position, elsewhere=elsewhere, **context)


async def _answer(work: Work, request: HtmxRequest, location_id: int) -> Response[Any]:
    """The list as it is now; without htmx the page, by a redirect."""
    if "hx-request" not in request.headers:
        return Redirect(f"/stores/{location_id}/put-back", status_code=303)
    shown = put_back.put_backs
    return part(work, shown.template, **await shown.context(work, location_id=location_id))
