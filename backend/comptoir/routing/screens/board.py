"""A manager's board: what is late, today's load, who does what, how the store does, and what it takes on."""

from typing import Any

from litestar import Controller, Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from comptoir.identity.queries.places import own_locations, seen_from_elsewhere
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotAllowed
from comptoir.routing.fragments.load import load, urgent
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page
from comptoir.wiring.work import Work


class BoardScreens(Controller):
    """For who manages a store; headquarters look at any."""

    include_in_schema = False

    @get("/board")
    async def own(self, work: CurrentWork) -> Response[Any]:
        """The board of the store that one stands in or manages; who manages several chooses one."""
        if work.actor.location_id is not None:
            return await _board(work, work.actor.location_id)
        places = await own_locations(work)
        if work.actor.role not in ("manager", "headquarters"):
            raise NotAllowed
        if len(places) == 1:
            return Redirect(f"/stores/{places[0].id}/board", status_code=303)
        return page(work, "routing/board_stores.html", stores=places)

    @get("/stores/{location_id:int}/board")
    async def of_store(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """The board of one store."""
        return await _board(work, location_id)


async def _board(work: Work, location_id: int) -> Response[str]:
    require(work.actor, Right.MANAGE_STORE, location_id)
    position = await work.position()
    context = await urgent.context(work, location_id=location_id)
    context |= await load.context(work, location_id=location_id)
    elsewhere = await seen_from_elsewhere(work, location_id)
    return page(work, "routing/board.html", position=position, elsewhere=elsewhere, **context)
