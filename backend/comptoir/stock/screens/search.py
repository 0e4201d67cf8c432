"""Finding a product by what somebody types, or what a scanner or the camera reads; narrowed, and with what is where."""

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Request, Response, get
from litestar.params import QueryParameter
from litestar.response import Redirect

from comptoir.catalogue.queries import SearchResult, find_products
from comptoir.catalogue.rules import FNC1, FNC1_WRITTEN
from comptoir.identity.rules import Right, may, require
from comptoir.stock.fragments import store
from comptoir.stock.queries.keeping import departments
from comptoir.stock.queries.network import units_of
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work

PRODUCTS = 12
"""On a page; each shows a few variants, and a page follows 200 topics at most."""

MOST_PAGES = 84
"""All that a search counts."""

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
SCANNED = r"^[^\x00-\x1c\x1e\x1f\x7f]*$"
"""What is printable, and the separator of elements that scanners send."""

SearchText = Annotated[str, QueryParameter(max_length=200, pattern=SCANNED)]
Choice = Annotated[str, QueryParameter(max_length=100, pattern=PRINTABLE)]
PageNumber = Annotated[int, QueryParameter(name="page", ge=1, le=MOST_PAGES)]


class Asked(msgspec.Struct, frozen=True):
    """What somebody looks for, and by what it is narrowed."""

    q: str
    department: str
    size: str
    colour: str
    page: int

    @property
    def is_anything(self) -> bool:
        return bool(self.q.strip() or self.department or self.size or self.colour)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.department or self.size or self.colour)

    def address(self, **changes: Any) -> str:
        """Where this is found, or with changes; what is usual is left out."""
        asked = {name: value for name, value in (msgspec.structs.asdict(self) | changes).items() if value}
        if asked.get("page") == 1:
            del asked["page"]
        return f"/stock?{urlencode(asked)}" if asked else "/stock"


class SearchScreens(Controller):
    """What the chain sells, and what is where."""

    path = "/stock"
    include_in_schema = False

    @get()
    async def show(
        self,
        work: CurrentWork,
        request: Request[Any, Any, Any],
        q: SearchText = "",
        department: Choice = "",
        size: Choice = "",
        colour: Choice = "",
        number: PageNumber = 1,
    ) -> Response[Any]:
        """The field, and what was found; a scan or a whole SKU leads straight to its variant, but not while typing."""
        require(work.actor, Right.SEE_NETWORK)
        asked = Asked(q.replace(FNC1, FNC1_WRITTEN), department, size, colour, number)
        position = await work.position()
        found = await _find(work, asked)
        if "hx-request" in request.headers:
            return part(work, "stock/_results.html", **await _results(work, asked, found))
        if found.variant_id and not asked.is_narrowed:
            return Redirect(f"/stock/variants/{found.variant_id}", status_code=303)
        results = await _results(work, asked, found)
        return page(work, "stock/search.html", position=position, q=asked.q, **results, **await _troubles(work))


async def _find(work: Work, asked: Asked) -> SearchResult:
    return await find_products(
        work,
        asked.q,
        department=asked.department or None,
        size=asked.size or None,
        colour=asked.colour or None,
        most=PRODUCTS if asked.is_anything else 1,
        offset=(asked.page - 1) * PRODUCTS,
    )


async def _results(work: Work, asked: Asked, found: SearchResult) -> dict[str, Any]:
    """What was found, with what is available of each variant; nothing is listed before somebody asks."""
    here = work.actor.location_id
    ids = [variant.id for product in found.products for variant in product.variants] if asked.is_anything else []
    return {
        "asked": asked,
        "found": found,
        "units": await units_of(work, ids, here=here),
        "here": here,
        "pages": min(MOST_PAGES, -(-found.count // PRODUCTS)),
        "departments": [] if asked.is_anything else await departments(work),
    }


async def _troubles(work: Work) -> dict[str, Any]:
    """What a manager should know before anything else."""
    here = work.actor.location_id
    if here is None or not may(work.actor, Right.MANAGE_STORE, here):
        return {"shortfalls": None}
    return await store.shortfalls.context(work, location_id=here)
