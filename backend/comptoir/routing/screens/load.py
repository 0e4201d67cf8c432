"""How much of today's capacity is given, for the page of a location."""

from litestar import Controller, Response, get
from litestar.params import FromPath

from comptoir.identity.rules import Right, require
from comptoir.routing.fragments.load import load
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import part


class LoadScreen(Controller):
    """A piece of a page."""

    include_in_schema = False

    @get("/locations/{location_id:int}/load")
    async def show(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """Today's, for who manages it."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        return part(work, load.template, **await load.context(work, location_id=location_id))
