"""The orders of a store for its staff, of the whole chain for headquarters."""

from typing import Any, Literal
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from comptoir.identity.rules import Right, may, require
from comptoir.kit.errors import NotFound, NotSignedIn
from comptoir.orders.queries import locations_of_order, newest
from comptoir.orders.rules import Status
from comptoir.sales import fragments
from comptoir.sales.actions import cancel_order
from comptoir.sales.queries import collected_at
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work


class OrderScreens(Controller):
    """Look an order up, see how it stands, cancel it."""

    path = "/orders"
    include_in_schema = False

    @get()
    async def list(
        self, work: CurrentWork, status: FromQuery[Status | Literal[""]] = "", number: FromQuery[str] = ""
    ) -> Response[str]:
        """The newest, by status or number."""
        if work.actor.kind != "staff":
            raise NotSignedIn
        places = None if work.actor.role == "headquarters" else work.actor.locations
        orders = await newest(work, location_ids=places, status=status or None, number=number.strip().upper() or None)
        return page(work, "sales/orders.html", orders=orders, chosen=status, number=number)

    @get("/{order_id:uuid}")
    async def show(self, work: CurrentWork, order_id: FromPath[UUID]) -> Response[str]:
        """One order, live."""
        await _require_seen(work, order_id)
        position = await work.position()
        context = await fragments.order.context(work, order_id=order_id)
        may_cancel = may(work.actor, Right.MANAGE_STORE, context["order"].location_id)
        places = await locations_of_order(work, order_id)
        may_ask = any(may(work.actor, Right.MANAGE_STORE, at) for at in places or (None,))
        return page(work, "sales/order.html", position=position, may_cancel=may_cancel, may_ask_why=may_ask, **context)

    @post("/{order_id:uuid}/cancel", status_code=200)
    async def cancel(
        self, work: CurrentWork, request: Request[Any, Any, Any], order_id: FromPath[UUID]
    ) -> Response[Any]:
        """Cancel it for the customer: stock is released, the store told."""
        await _require_seen(work, order_id)
        require(work.actor, Right.MANAGE_STORE, await collected_at(work, order_id))
        await cancel_order(work, order_id)
        if "hx-request" not in request.headers:
            return Redirect(f"/orders/{order_id}", status_code=303)
        return part(work, fragments.order.template, **await fragments.order.context(work, order_id=order_id))


async def _require_seen(work: Work, order_id: UUID) -> None:
    """Refuse who belongs neither to the store where an order is collected nor to one that serves any of it."""
    places = await locations_of_order(work, order_id)
    if not places and may(work.actor, Right.MANAGE_CHAIN):  # it is brought, and nobody serves it yet
        return
    if not places:
        raise NotFound
    if not any(may(work.actor, Right.SEE_STORE, at) for at in places):
        require(work.actor, Right.SEE_STORE, places[0])
