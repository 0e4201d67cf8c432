"""Finding a product by what somebody types, or what a scanner or the camera reads."""

from typing import Annotated

from litestar import Controller, Response, get
from litestar.params import QueryParameter

from comptoir.identity.rules import Right, require
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page

SearchText = Annotated[str, QueryParameter(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class SearchScreens(Controller):
    """What the chain sells, and what is where."""

    path = "/stock"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork, q: SearchText = "") -> Response[str]:
        """The field, and what was found."""
        require(work.actor, Right.SEE_NETWORK)
        return page(work, "stock/search.html", q=q)
