"""Finding a product by what somebody types, or what a scanner or the camera reads."""

from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.params import QueryParameter
from litestar.response import Redirect

from comptoir.catalogue.queries import variant_by_code
from comptoir.identity.rules import Right, may, require
from comptoir.stock.fragments import store
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page
from comptoir.wiring.work import Work

SearchText = Annotated[str, QueryParameter(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class SearchScreens(Controller):
    """What the chain sells, and what is where."""

    path = "/stock"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork, q: SearchText = "") -> Response[Any]:
        """The field, and what was found; a scan or a whole SKU leads straight to its variant."""
        require(work.actor, Right.SEE_NETWORK)
        if q and (found := await variant_by_code(work, q)):
            return Redirect(f"/stock/variants/{found.id}", status_code=303)
        position = await work.position()
        return page(work, "stock/search.html", position=position, q=q, **await _troubles(work))


async def _troubles(work: Work) -> dict[str, Any]:
    """What a manager should know before anything else."""
    here = work.actor.location_id
    if here is None or not may(work.actor, Right.MANAGE_STORE, here):
        return {"shortfalls": None}
    return await store.shortfalls.context(work, location_id=here)
