"""A store's transfers, live; finding one; and having stock sent to another location."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.catalogue.queries import find_products, variant_by_code
from comptoir.fulfilment.actions.transfers.creating import create
from comptoir.fulfilment.fragments import transfers
from comptoir.fulfilment.queries.goods import drafts
from comptoir.fulfilment.queries.transfers import find_transfer
from comptoir.identity.queries.places import own_locations, seen_from_elsewhere
from comptoir.identity.rules import Right, may, require, standing
from comptoir.kit.errors import N_, Invalid, Refused
from comptoir.network.queries import location, locations
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import html, page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]
MOST_FOUND = 8
Id = Annotated[int, Meta(ge=1, le=2**62)]
Quantity = Annotated[int, Meta(ge=0, le=99_999)]


class NoSuchTransfer(Refused):
    status = 404
    slug = "no-such-transfer-here"
    title = N_("No transfer from or to this store has this number. Check it, or scan again.")


class DestinationMissing(Invalid):
    slug = "destination-missing"
    title = N_("Choose where it goes.")


class FindForm(msgspec.Struct):
    """A transfer's number, or that of its order."""

    code: Annotated[str, Meta(min_length=1, max_length=200)]


class DraftForm(msgspec.Struct):
    """What is to be sent so far: variants, and as many quantities beside them."""

    variant: list[Id] | Id = []
    quantity: list[Quantity] | Quantity = []

    @property
    def units(self) -> dict[int, int]:
        """Those of which there is at least one, by variant."""
        said = zip(_list(self.variant), _list(self.quantity), strict=False)
        return {variant: quantity for variant, quantity in said if quantity}


class AddForm(DraftForm, kw_only=True):
    """One more: what a scanner read, or the words that somebody typed."""

    code: Annotated[str, Meta(min_length=1, max_length=200)]


class CreateForm(DraftForm, kw_only=True):
    """Where it is to go."""

    to: Annotated[str, Meta(max_length=20)] = ""

    @property
    def to_id(self) -> int:
        if not self.to.isdecimal():
            raise DestinationMissing(field="to")
        return int(self.to)


class TransfersScreens(Controller):
    """What goes from store to store."""

    include_in_schema = False

    @get("/transfers")
    async def own(self, work: CurrentWork) -> Response[Any]:
        """The transfers of the store one stands in; who stands in none chooses one."""
        if work.actor.location_id is not None:
            return await _transfers(work, work.actor.location_id)
        return page(work, "fulfilment/transfer_stores.html", stores=await own_locations(work))

    @get("/stores/{location_id:int}/transfers")
    async def of_store(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """The transfers of one location, for who may see it."""
        return await _transfers(work, location_id)

    @post("/transfers/find", status_code=200)
    async def find(self, work: CurrentWork, request: HtmxRequest, data: URLEncodedBody[FindForm]) -> Response[Any]:
        """Go to the transfer that a number means here."""
        here = standing(work.actor, Right.SEE_STORE)
        found = await find_transfer(work, location_id=here, code=data.code)
        if found is None:
            raise NoSuchTransfer(field="code")
        return _go_to(request, found)

    @get("/stores/{location_id:int}/transfers/new")
    async def new(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """What is to be sent, and where."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        places = [place for place in await locations(work) if place.id != location_id]
        source = await location(work, location_id)
        return page(work, "fulfilment/transfer_new.html", source=source, places=places, drafts=[], typed="")

    @post("/stores/{location_id:int}/transfers/new", status_code=200)
    async def add(self, work: CurrentWork, location_id: FromPath[int], data: URLEncodedBody[AddForm]) -> Response[str]:
        """One unit more of what a code means, or the products that the words mean; nothing is kept yet."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        units, variant = data.units, await variant_by_code(work, data.code)
        if variant is not None:
            units[variant.id] = units.get(variant.id, 0) + 1
        found = None if variant else await find_products(work, data.code, most=MOST_FOUND)
        return part(
            work,
            "fulfilment/_transfer_draft.html",
            source=await location(work, location_id),
            drafts=await drafts(work, units, location_id=location_id),
            typed=data.code if found else "",
            products=found.products if found else (),
        )

    @post("/stores/{location_id:int}/transfers", status_code=200)
    async def create(
        self, work: CurrentWork, request: HtmxRequest, location_id: FromPath[int], data: URLEncodedBody[CreateForm]
    ) -> Response[Any]:
        """Have it sent."""
        require(work.actor, Right.MANAGE_STORE, location_id)
        return _go_to(request, await create(work, from_id=location_id, to_id=data.to_id, units=data.units))


async def _transfers(work: Work, location_id: int) -> Response[str]:
    require(work.actor, Right.SEE_STORE, location_id)
    position = await work.position()
    context = await transfers.store_transfers.context(work, location_id=location_id)
    return page(
        work,
        "fulfilment/transfers.html",
        position=position,
        elsewhere=await seen_from_elsewhere(work, location_id),
        can_create=may(work.actor, Right.MANAGE_STORE, location_id),
        **context,
    )


def _go_to(request: HtmxRequest, transfer_id: UUID) -> Response[Any]:
    path = f"/transfers/{transfer_id}"
    if "hx-request" in request.headers:
        return html("", headers={"HX-Redirect": path})
    return Redirect(path, status_code=303)


def _list(said: list[int] | int) -> list[int]:
    return [said] if isinstance(said, int) else said
