"""What people decide in an order, and the orders that need them, live."""

from typing import Any
from uuid import UUID

from comptoir.fulfilment.events import (
    PreparationCancelled,
    PreparationHandedBack,
    PreparationTaken,
    PreparationWithdrawn,
    UnitsWithdrawn,
)
from comptoir.identity.rules import Right, may
from comptoir.kit.errors import NotFound
from comptoir.network.events import LocationChanged, LocationResumed, LocationSuspended
from comptoir.orders.events import OrderCancelled, OrderChanged
from comptoir.orders.queries import locations_of_order
from comptoir.orders.queries import order as read_order
from comptoir.routing.events import (
    NobodyElseFound,
    OrderGivenUp,
    OrderHandedOver,
    OrderHeld,
    OrderReleased,
    PersonNotNeeded,
    SliceUnlocked,
    UnitsGiven,
)
from comptoir.routing.queries.by_hand import held, is_handed_over
from comptoir.routing.queries.parts import orders_for_people, parts_of
from comptoir.routing.queries.stranded import stranded
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

STRANDED = (
    NobodyElseFound,
    LocationSuspended,
    LocationResumed,
    LocationChanged,
    PreparationTaken,
    PreparationHandedBack,
    PreparationCancelled,
    PreparationWithdrawn,
    UnitsWithdrawn,
)
FOR_PEOPLE = (OrderHandedOver, PersonNotNeeded, OrderGivenUp, OrderHeld, OrderReleased, UnitsGiven, OrderCancelled)


async def manages_order(work: Work, *, order_id: UUID) -> bool:
    places = await locations_of_order(work, order_id)
    return any(may(work.actor, Right.MANAGE_STORE, at) for at in places) or may(work.actor, Right.MANAGE_CHAIN)


def manages_chain(work: Work) -> bool:
    return may(work.actor, Right.MANAGE_CHAIN)


@fragment(
    "order:{order_id}:parts",
    "routing/_parts_of_order.html",
    on=(OrderChanged, SliceUnlocked, *FOR_PEOPLE),
    may_see=manages_order,
)
async def parts(work: Work, order_id: UUID) -> dict[str, Any]:
    """Who has what of an order. Raises NotFound."""
    found = await read_order(work, order_id)
    if found is None:
        raise NotFound
    return {
        "order": found,
        "parts": await parts_of(work, order_id),
        "held": await held(work, order_id),
        "is_handed_over": await is_handed_over(work, order_id),
    }


@fragment("for-people", "routing/_for_people.html", on=(*FOR_PEOPLE, *STRANDED), may_see=manages_chain)
async def for_people(work: Work) -> dict[str, Any]:
    """All orders that need a person: nobody serves them, or only a location that takes no orders could."""
    return {"orders": await orders_for_people(work), "stranded": await stranded(work), "now": work.now}
