"""All sizes and colours of a product: a page, or a piece of a variant's page."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, get
from litestar.params import QueryParameter

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.stock.queries.grid import grid_of
from comptoir.stock.screens.variant import VariantId
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part

Chosen = Annotated[int, QueryParameter(ge=0, le=2**53)]
PageNumber = Annotated[int, QueryParameter(name="page", ge=0, le=10_000)]


class ProductScreens(Controller):
    """A product and its variants."""

    path = "/stock/products/{product_id:int}"
    include_in_schema = False

    @get()
    async def show(
        self,
        work: CurrentWork,
        request: Request[Any, Any, Any],
        product_id: VariantId,
        variant: Chosen = 0,
        number: PageNumber = 0,
    ) -> Response[str]:
        """What is available of each; `variant` is the one that the viewer looks at."""
        require(work.actor, Right.SEE_NETWORK)
        position = await work.position()
        here = work.actor.location_id
        found = await grid_of(work, product_id, here=here, variant_id=variant, page=number)
        if found is None:
            raise NotFound
        context: dict[str, Any] = {"grid": found, "here": here, "chosen": variant}
        if "hx-request" in request.headers:
            return part(work, "stock/_grid.html", **context)
        return page(work, "stock/product.html", position=position, **context)
