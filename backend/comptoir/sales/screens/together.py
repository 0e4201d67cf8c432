"""What is often bought with a product: a piece of its page, fetched when that has come."""

from typing import Annotated

from litestar import Controller, Response, get
from litestar.params import QueryParameter

from comptoir.identity.rules import Right, require
from comptoir.sales.queries.together import companions
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import part

ProductId = Annotated[int, QueryParameter(ge=1, le=2**53)]


class TogetherScreens(Controller):
    """Whoever may see the network may see what goes with what."""

    path = "/sales/together"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork, product: ProductId) -> Response[str]:
        """What goes with a product and can be had, here first."""
        require(work.actor, Right.SEE_NETWORK)
        here = work.actor.location_id
        found = await companions(work, [product], here=here)
        return part(work, "sales/_together.html", companions=found, here=here)
