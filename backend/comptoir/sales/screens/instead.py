"""What can be done when units of a line can't be found: a piece of the refusal's dialog, fetched when it opens."""

from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath

from comptoir.fulfilment.queries.entries import location_of
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.routing import actions as routing
from comptoir.sales.queries.alternatives import alternatives_to, missing
from comptoir.sales.queries.places import places_of
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import part
from comptoir.wiring.work import Work

LINE = "/preparations/{preparation_id:uuid}/lines/{line_id:uuid}"


class InsteadScreens(Controller):
    """For who prepares."""

    path = LINE
    include_in_schema = False

    @get("/instead")
    async def show(self, work: CurrentWork, preparation_id: FromPath[UUID], line_id: FromPath[UUID]) -> Response[str]:
        """Where else to look, what could stand in, and who serves the units once they are refused."""
        await require_preparer(work, preparation_id)
        found = await missing(work, preparation_id, line_id)
        if found is None:
            raise NotFound
        return part(
            work,
            "sales/_instead.html",
            missing=found,
            places=await places_of(work, found.location_id, found.ware.variant_id),
            alternatives=await alternatives_to(work, found),
            elsewhere=await routing.without(
                work, found.order_id, line_id=found.order_line_id, units=found.left, location_id=found.location_id
            ),
        )


async def require_preparer(work: Work, preparation_id: UUID) -> None:
    """Refuse who does not prepare at the location. Raises NotFound, NotSignedIn, NotAllowed."""
    location_id = await location_of(work, preparation_id)
    if location_id is None:
        raise NotFound
    require(work.actor, Right.PREPARE, location_id)
