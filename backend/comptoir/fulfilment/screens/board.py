"""What a manager's board shows of the store's people and of how it does."""

from litestar import Controller, Response, get
from litestar.params import FromPath

from comptoir.fulfilment.fragments import board
from comptoir.identity.rules import Right, require
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import part


class BoardParts(Controller):
    """Pieces of a page."""

    path = "/stores/{location_id:int}"
    include_in_schema = False

    @get("/people")
    async def people(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """Who does what, with the dialogs that change it."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        return part(work, "fulfilment/people.html", **await board.people.context(work, location_id=location_id))

    @get("/measures")
    async def measures(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """How long it takes, and what is refused."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        return part(work, board.measures.template, **await board.measures.context(work, location_id=location_id))
