"""An order given to locations by hand, with what that costs; and the orders that need a person."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.identity.rules import Right, may, require
from comptoir.kit.errors import NotFound, Refused
from comptoir.orders.queries import OrderView
from comptoir.routing.actions.by_hand import end_search, give, hold_order, release_order, unlock
from comptoir.routing.actions.weighing import Choice, Weighed, weigh
from comptoir.routing.fragments import by_hand as fragments
from comptoir.routing.queries.naming import locations_named
from comptoir.routing.queries.parts import Part, parts_of
from comptoir.routing.screens.managed import managed_order
from comptoir.routing.screens.offers import offers_of, way_of, why_not
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import errors_of, page
from comptoir.wiring.work import Work

Number = Annotated[int, QueryParameter(ge=0, le=2**53)]
Quantity = Annotated[int, Meta(ge=1, le=99_999)]


class GiveForm(msgspec.Struct, frozen=True):
    """The units, who is to serve them, and what one was told that it costs, in millis."""

    line: UUID
    to: Annotated[int, Meta(ge=1, le=2**53)]
    quantity: Quantity
    cost: Annotated[int, Meta(ge=-(2**53), le=2**53)]
    slice: UUID | None = None


class UnlockForm(msgspec.Struct, frozen=True):
    """The slice that may be given to others."""

    slice: UUID


class ByHandScreens(Controller):
    """Give units to a location, move them to another, hold an order and release it."""

    path = "/orders/{order_id:uuid}/by-hand"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork, order_id: FromPath[UUID]) -> Response[str]:
        """Who has what, live."""
        await managed_order(work, order_id)
        position = await work.position()
        return page(work, "routing/by_hand.html", position=position, **await _parts(work, order_id))

    @get("/choose")
    async def choose(
        self,
        work: CurrentWork,
        order_id: FromPath[UUID],
        line: FromQuery[UUID],
        of: Annotated[UUID | None, QueryParameter(name="slice")] = None,
    ) -> Response[str]:
        """Who else could serve units, and what that would cost."""
        order = await managed_order(work, order_id)
        weighed = await _weighed(work, order, Choice(line, of))
        places = await locations_named(work)
        offers = offers_of(weighed, places)
        shown: dict[str, Any] = {"part": await _part(work, order_id, line, of), "now_is": way_of(weighed.now, places)}
        return page(work, "routing/choose.html", order=order, most=weighed.most, offers=offers, **shown)

    @get("/confirm")
    async def confirm(
        self,
        work: CurrentWork,
        order_id: FromPath[UUID],
        line: FromQuery[UUID],
        to: Number,
        quantity: Number,
        of: Annotated[UUID | None, QueryParameter(name="slice")] = None,
    ) -> Response[str]:
        """What a choice costs, before it is made."""
        return await _confirming(work, order_id, Choice(line, of, quantity, to))

    @post("/give")
    async def give(self, work: CurrentWork, order_id: FromPath[UUID], data: URLEncodedBody[GiveForm]) -> Response[Any]:
        """The location serves it from now on."""
        order = await managed_order(work, order_id)
        choice = Choice(data.line, data.slice, data.quantity, data.to)
        await _weighed(work, order, choice)
        try:
            await give(work, order_id, choice, cost=data.cost)
        except Refused as refusal:
            return await _confirming(work, order_id, choice, refusal)
        return _back(order_id)

    @post("/hold")
    async def hold(self, work: CurrentWork, order_id: FromPath[UUID]) -> Response[Any]:
        """Routing leaves the order alone."""
        await managed_order(work, order_id)
        await hold_order(work, order_id)
        return _back(order_id)

    @post("/release")
    async def release(self, work: CurrentWork, order_id: FromPath[UUID]) -> Response[Any]:
        """Routing does its work with it again, at once."""
        await managed_order(work, order_id)
        await release_order(work, order_id)
        return _back(order_id)

    @post("/unlock")
    async def unlock(
        self, work: CurrentWork, order_id: FromPath[UUID], data: URLEncodedBody[UnlockForm]
    ) -> Response[Any]:
        """A slice may be given to others again."""
        order = await managed_order(work, order_id)
        part = next((each for each in await parts_of(work, order_id) if each.allocation_id == data.slice), None)
        if part is None:
            raise NotFound
        _require_at(work, order, part.location_id)
        await unlock(work, order_id, data.slice)
        return _back(order_id)

    @get("/end")
    async def ask_to_end(self, work: CurrentWork, order_id: FromPath[UUID]) -> Response[str]:
        """What will not come, before that is decided."""
        order = await managed_order(work, order_id)
        missing = [part for part in await parts_of(work, order_id) if part.location_id is None]
        return page(work, "routing/end_search.html", order=order, missing=missing)

    @post("/end")
    async def end(self, work: CurrentWork, order_id: FromPath[UUID]) -> Response[Any]:
        """What nobody serves will not come."""
        await managed_order(work, order_id)
        await end_search(work, order_id)
        return _back(order_id)


class ForPeopleScreens(Controller):
    """The orders that need a person."""

    path = "/routing/by-hand"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork) -> Response[str]:
        """All of them, live."""
        require(work.actor, Right.MANAGE_CHAIN)
        position = await work.position()
        return page(work, "routing/for_people.html", position=position, **await fragments.for_people.context(work))


async def _parts(work: Work, order_id: UUID) -> dict[str, Any]:
    return await fragments.parts.context(work, order_id=order_id)


def _back(order_id: UUID) -> Response[Any]:
    return Redirect(f"/orders/{order_id}/by-hand", status_code=303)


async def _weighed(work: Work, order: OrderView, choice: Choice) -> Weighed:
    """The units in question, for who answers for the location that has them, or for where they are collected."""
    weighed = await weigh(work, order.id, choice)
    _require_at(work, order, weighed.source and weighed.source.location_id)
    return weighed


def _require_at(work: Work, order: OrderView, location_id: int | None) -> None:
    """Raises NotAllowed or NotFound."""
    is_collected_here = order.location_id is not None and may(work.actor, Right.MANAGE_STORE, order.location_id)
    if location_id is not None and not is_collected_here:
        require(work.actor, Right.MANAGE_STORE, location_id)


async def _part(work: Work, order_id: UUID, line_id: UUID, allocation_id: UUID | None) -> Part:
    for part in await parts_of(work, order_id):
        if (part.line_id, part.allocation_id) == (line_id, allocation_id):
            return part
    raise NotFound


async def _confirming(work: Work, order_id: UUID, choice: Choice, refusal: Refused | None = None) -> Response[str]:
    order = await managed_order(work, order_id)
    weighed, places = await _weighed(work, order, choice), await locations_named(work)
    if choice.to not in places:
        raise NotFound
    part = await _part(work, order_id, choice.line_id, choice.allocation_id)
    return page(
        work,
        "routing/confirm.html",
        status=refusal.status if refusal else 200,
        order=order,
        part=part,
        choice=choice,
        to=places[choice.to],
        then=way_of(weighed.chosen, places),
        why=why_not(weighed.chosen.plan),
        now_is=way_of(weighed.now, places),
        best=way_of(weighed.best, places),
        errors=errors_of(work, refusal),
    )
