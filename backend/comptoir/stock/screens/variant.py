"""One variant: what this store has of it, and who else has it."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import PathParameter, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.catalogue.queries import OneVariant, variant
from comptoir.identity.rules import Right, may, require, standing
from comptoir.kit.errors import NotFound
from comptoir.stock.actions import say_shelves
from comptoir.stock.fragments import seen
from comptoir.stock.rules.shelves import check_shelf
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work

VariantId = Annotated[int, PathParameter(ge=1, le=2**53)]


class ShelfForm(msgspec.Struct):
    """Where it stands; nothing: nobody knows."""

    shelf: Annotated[str, Meta(max_length=200)] = ""


class VariantScreens(Controller):
    """A variant in the network."""

    path = "/stock/variants/{variant_id:int}"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork, variant_id: VariantId) -> Response[str]:
        """The whole page."""
        require(work.actor, Right.SEE_NETWORK)
        position = await work.position()
        found = await existing(work, variant_id)
        may_correct = may(work.actor, Right.CORRECT_STOCK, work.actor.location_id)
        context = await as_seen(work, variant_id)
        return page(work, "stock/variant.html", position=position, variant=found, may_correct=may_correct, **context)

    @get("/stores")
    async def everywhere(self, work: CurrentWork, variant_id: VariantId) -> Response[str]:
        """All who have it."""
        require(work.actor, Right.SEE_NETWORK)
        position = await work.position()
        found = await existing(work, variant_id)
        if (here := work.actor.location_id) is None:
            context = await seen.everywhere_from_nowhere.context(work, variant_id=variant_id)
        else:
            context = await seen.everywhere_from_store.context(work, location_id=here, variant_id=variant_id)
        return page(work, "stock/everywhere.html", position=position, variant=found, **context)

    @post("/shelf", status_code=200)
    async def shelf(
        self,
        work: CurrentWork,
        request: Request[Any, Any, Any],
        variant_id: VariantId,
        data: URLEncodedBody[ShelfForm],
    ) -> Response[Any]:
        """Say where it stands in the store that one is in."""
        here = standing(work.actor, Right.CORRECT_STOCK)
        await existing(work, variant_id)
        await say_shelves(work, {(here, variant_id): check_shelf(data.shelf)})
        if "hx-request" not in request.headers:
            return Redirect(f"/stock/variants/{variant_id}", status_code=303)
        return part(work, seen.from_store.template, **await as_seen(work, variant_id))


async def existing(work: Work, variant_id: int) -> OneVariant:
    """The variant. Raises NotFound."""
    found = await variant(work, variant_id)
    if found is None:
        raise NotFound
    return found


async def as_seen(work: Work, variant_id: int) -> dict[str, Any]:
    """Who has it, from where the viewer stands."""
    if (here := work.actor.location_id) is None:
        return await seen.from_nowhere.context(work, variant_id=variant_id)
    return await seen.from_store.context(work, location_id=here, variant_id=variant_id)
