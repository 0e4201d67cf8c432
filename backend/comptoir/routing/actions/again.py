"""Route again what nobody serves: after a refusal, when stock comes back, until somebody can or the time is over.

Loops end: who refused a line is not asked for it again, and after so many plans a person takes over.
"""

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from comptoir.fulfilment.events import UnitsRefused
from comptoir.orders import actions as orders
from comptoir.routing.actions.deciding import Cause
from comptoir.routing.actions.placing import Waits, route
from comptoir.routing.actions.wanting import Goods, Wanted
from comptoir.routing.events import OrderGivenUp, OrderHandedOver
from comptoir.routing.queries.unplaced import Unplaced, orders_that_wait, unplaced
from comptoir.routing.rules.demand import Destination
from comptoir.routing.tables import RoutingWait
from comptoir.stock.events import LevelsChanged, LevelsFed
from comptoir.wiring.work import Work

MOST_PLANS = 12
"""After so many plans for one order a person looks at it."""


async def reroute_refused(work: Work, event: UnitsRefused) -> None:
    """A reaction: what a location refused is given to the next best, or waits."""
    await reroute(work, event.order_id, cause="refused")


async def reroute_waiting(work: Work, event: LevelsChanged | LevelsFed) -> None:
    """A reaction: stock changed, and orders that wait for it are tried again."""
    for order_id in await orders_that_wait(work, list(event.variant_ids)):
        await reroute(work, order_id, cause="stock")


async def reroute(work: Work, order_id: UUID, *, cause: Cause) -> None:
    """Find locations for what of an order has none. What still has none waits, until its deadline. Raises NotFound."""
    await orders.lock(work, order_id)
    found = await unplaced(work, order_id)
    if found is None:
        await _no_longer_waits(work, order_id)
        return
    if found.attempts >= MOST_PLANS:
        await _hand_over(work, order_id)
        return
    routed = await route(work, _wanted(found), cause=cause)
    if routed and routed.slices:
        await orders.place_again(work, order_id, routed.slices)
    if routed and routed.waits:
        await wait(work, order_id, routed.waits)
    else:
        await _no_longer_waits(work, order_id)


async def end_waiting_due(work: Work, *, most: int = 20) -> int:
    """A timer: orders that waited long enough are given up, or put before a person. How many."""
    due = (
        select(RoutingWait.order_id, RoutingWait.then)
        .where(RoutingWait.deadline_at <= work.now, RoutingWait.handed_over_at.is_(None))
        .order_by(RoutingWait.deadline_at, RoutingWait.order_id)
        .limit(most)
    )
    rows = (await work.execute(due)).all()
    for order_id, then in rows:
        await orders.lock(work, order_id)
        await (_give_up(work, order_id) if then == "cancel" else _hand_over(work, order_id))
    return len(rows)


def _wanted(found: Unplaced) -> Wanted:
    return Wanted(
        order_id=found.order_id,
        number=found.number,
        channel=found.channel,
        lines=[one.line for one in found.lines],
        goods={one.line.variant_id: Goods(one.weight, one.handling) for one in found.lines},
        pickup_id=found.pickup_id,
        destination=_destination(found),
        promise_at=found.promise_at,
        refused_by=found.refused_by,
    )


def _destination(found: Unplaced) -> Destination | None:
    if found.latitude is None or found.longitude is None or found.country is None:
        return None
    return Destination(latitude=found.latitude, longitude=found.longitude, country=found.country)


async def wait(work: Work, order_id: UUID, waits: Waits) -> None:
    """What has no location is tried again; the deadline is that of the first time."""
    made = {"since": work.now, "deadline_at": waits.until, "then": waits.then, "attempts": 1, "tried_at": work.now}
    again = {"attempts": RoutingWait.attempts + 1, "tried_at": work.now}
    row = insert(RoutingWait).values(order_id=order_id, **made)
    await work.execute(row.on_conflict_do_update(index_elements=["order_id"], set_=again))


async def _no_longer_waits(work: Work, order_id: UUID) -> None:
    await work.execute(delete(RoutingWait).where(RoutingWait.order_id == order_id))


async def _hand_over(work: Work, order_id: UUID) -> None:
    """A person looks at it now; routing leaves it alone."""
    await wait(work, order_id, Waits(work.now, "person"))
    over = update(RoutingWait).where(RoutingWait.order_id == order_id, RoutingWait.handed_over_at.is_(None))
    handed = await work.execute(over.values(handed_over_at=work.now).returning(RoutingWait.order_id))
    if handed.one_or_none():
        work.record(OrderHandedOver(order_id=order_id))


async def _give_up(work: Work, order_id: UUID) -> None:
    """What nobody serves will not come; the customer is told."""
    await orders.give_up(work, order_id)
    await _no_longer_waits(work, order_id)
    work.record(OrderGivenUp(order_id=order_id))
