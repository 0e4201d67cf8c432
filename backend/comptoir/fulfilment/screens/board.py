"""What a manager's board shows of the store's people and of how it does, and how work is given to others."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from comptoir.fulfilment.actions.taking import give
from comptoir.fulfilment.actions.waves.handing import give_wave
from comptoir.fulfilment.fragments import board
from comptoir.fulfilment.queries.entries import location_of
from comptoir.fulfilment.queries.waves import location_of_wave
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]


class GiveForm(msgspec.Struct):
    """Who goes on with it."""

    staff_id: int


class BoardParts(Controller):
    """Pieces of a page, and what changes them."""

    path = "/stores/{location_id:int}"
    include_in_schema = False

    @get("/people")
    async def people(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """Who does what, with the dialog that changes it."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        return part(work, "fulfilment/people.html", **await board.people.context(work, location_id=location_id))

    @get("/measures")
    async def measures(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """How long it takes, and what is refused."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        return part(work, board.measures.template, **await board.measures.context(work, location_id=location_id))

    @post("/preparations/{preparation_id:uuid}/give", status_code=200)
    async def give(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        location_id: FromPath[int],
        preparation_id: FromPath[UUID],
        data: URLEncodedBody[GiveForm],
    ) -> Response[Any]:
        """Somebody else goes on with a preparation."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        if await location_of(work, preparation_id) != location_id:
            raise NotFound
        await give(work, preparation_id, staff_id=data.staff_id)
        return await _answer(work, request, location_id)

    @post("/waves/{wave_id:uuid}/give", status_code=200)
    async def give_wave(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        location_id: FromPath[int],
        wave_id: FromPath[UUID],
        data: URLEncodedBody[GiveForm],
    ) -> Response[Any]:
        """Somebody else goes on with a wave."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        if await location_of_wave(work, wave_id) != location_id:
            raise NotFound
        await give_wave(work, wave_id, staff_id=data.staff_id)
        return await _answer(work, request, location_id)


async def _answer(work: Work, request: HtmxRequest, location_id: int) -> Response[Any]:
    """Who does what now; without htmx the board, by a redirect."""
    if "hx-request" not in request.headers:
        return Redirect(f"/stores/{location_id}/board", status_code=303)
    return part(work, board.people.template, **await board.people.context(work, location_id=location_id))
