"""Route again what nobody serves: after a refusal, when units were taken back, when stock comes back or time passes.

Each order is routed in a transaction of its own: whatever several orders wait for is told to each by an event.
Loops end: who refused a line is not asked for it again, and after so many plans a person takes over.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from comptoir.fulfilment.events import (
    PreparationCancelled,
    PreparationRefused,
    PreparationWithdrawn,
    TransferPartlyReceived,
    TransferReceived,
    UnitsRefused,
    UnitsWithdrawn,
)
from comptoir.network.events import LocationChanged, LocationResumed
from comptoir.orders import actions as orders
from comptoir.routing.actions.deciding import Cause
from comptoir.routing.actions.helping import give_back_help
from comptoir.routing.actions.placing import Routed, Waits, route
from comptoir.routing.actions.renewing import wanted_of
from comptoir.routing.events import ChanceSeen, OrderGivenUp, OrderHandedOver, PersonNotNeeded
from comptoir.routing.queries.by_hand import IS_HELD, is_held
from comptoir.routing.queries.unplaced import orders_that_wait, orders_that_wait_for, unplaced
from comptoir.routing.tables import RoutingWait
from comptoir.stock.events import LevelsChanged, LevelsFed
from comptoir.wiring.reacting import alone, together
from comptoir.wiring.work import Work

MOST_PLANS = 12
"""After so many plans for one order a person looks at it."""

TRIED_AGAIN_AFTER = timedelta(hours=1)
"""What waits is tried again so often although nothing happened: days change, doors open, and rules are for some hours
only."""


@alone
async def reroute_refused(work: Work, event: UnitsRefused) -> None:
    """A reaction: what a location refused is given to the next best, or waits."""
    await reroute(work, event.order_id, cause="refused")


@alone
async def reroute_withdrawn(work: Work, event: UnitsWithdrawn) -> None:
    """A reaction: what was taken back from a location is given to another, unless that was done at once."""
    await reroute(work, event.order_id, cause=event.reason)  # type: ignore[arg-type] - the same words


@alone
async def reroute_lost(work: Work, event: TransferReceived | TransferPartlyReceived) -> None:
    """A reaction: what another location sent for an order and did not arrive sound is served by somebody else."""
    if event.order_id is not None:
        await reroute(work, event.order_id, cause="shortfall")


@together
async def see_chances(work: Work, events: Sequence[LevelsChanged | LevelsFed]) -> None:
    """A reaction: stock changed, and orders that wait for it are to be tried again."""
    variant_ids = {variant_id for event in events for variant_id in event.variant_ids}
    _tell(work, await orders_that_wait(work, list(variant_ids)))


async def see_chances_at(
    work: Work,
    event: LocationResumed | LocationChanged | PreparationWithdrawn | PreparationRefused | PreparationCancelled,
) -> None:
    """A reaction: a location can take more than before, and orders that wait for what it has are to be tried again."""
    _tell(work, await orders_that_wait_for(work, event.location_id))


async def see_chances_due(work: Work, *, most: int = 20) -> int:
    """A timer: orders that wait, for which nothing happened for a while. How many."""
    waits = RoutingWait.handed_over_at.is_(None), RoutingWait.tried_at <= work.now - TRIED_AGAIN_AFTER
    due = select(RoutingWait.order_id).where(*waits).order_by(RoutingWait.tried_at, RoutingWait.order_id).limit(most)
    free = due.with_for_update(skip_locked=True).scalar_subquery()
    tried = update(RoutingWait).where(RoutingWait.order_id.in_(free)).values(tried_at=work.now)
    order_ids = (await work.execute(tried.returning(RoutingWait.order_id))).scalars().all()
    _tell(work, order_ids)
    return len(order_ids)


def _tell(work: Work, order_ids: Iterable[UUID]) -> None:
    for order_id in order_ids:
        work.record(ChanceSeen(order_id=order_id))


@alone
async def reroute_waiting(work: Work, event: ChanceSeen) -> None:
    """A reaction: an order that waits is tried again."""
    await reroute(work, event.order_id, cause="stock")


async def reroute(work: Work, order_id: UUID, *, cause: Cause) -> Routed | None:
    """Find locations for what of an order has none. What still has none waits, until its deadline.

    None where there was nothing to find, or a person is to do it. Raises NotFound.
    """
    await orders.lock(work, order_id)
    routed = await _reroute(work, order_id, cause)
    if routed is None:
        await give_back_help(work, order_id)
    return routed


async def _reroute(work: Work, order_id: UUID, cause: Cause) -> Routed | None:
    found = await unplaced(work, order_id)
    if found is None:
        await _no_longer_waits(work, order_id)
        return None
    if await is_held(work, order_id):
        return None
    if found.attempts >= MOST_PLANS and cause != "by_hand":
        await hand_over(work, order_id)
        return None
    routed = await route(work, wanted_of(found), cause=cause)
    if routed and routed.waits:
        await wait(work, order_id, routed.waits)
    else:
        await _no_longer_waits(work, order_id)
    return routed


async def end_waiting_due(work: Work) -> int:
    """A timer: an order that waited long enough is given up, or put before a person. How many: 1 or 0.

    One at a time: each locks what people wait for, its order and what is released with it.
    """
    due = (
        select(RoutingWait.order_id, RoutingWait.then)
        .where(RoutingWait.deadline_at <= work.now, RoutingWait.handed_over_at.is_(None), ~IS_HELD)
        .order_by(RoutingWait.deadline_at, RoutingWait.order_id)
        .limit(1)
    )
    row = (await work.execute(due)).one_or_none()
    if row is None:
        return 0
    await orders.lock(work, row.order_id)
    await (give_up(work, row.order_id) if row.then == "cancel" else hand_over(work, row.order_id))
    return 1


async def wait(work: Work, order_id: UUID, waits: Waits) -> None:
    """What has no location is tried again; the deadline is that of the first time."""
    made = {"since": work.now, "deadline_at": waits.until, "then": waits.then, "attempts": 1, "tried_at": work.now}
    again = {"attempts": RoutingWait.attempts + 1, "tried_at": work.now}
    row = insert(RoutingWait).values(order_id=order_id, **made)
    await work.execute(row.on_conflict_do_update(index_elements=["order_id"], set_=again))


async def try_again(work: Work, order_id: UUID) -> None:
    """A person wants routing to look for it once more, as if nothing had been tried. Raises NotFound."""
    await _no_longer_waits(work, order_id)
    await reroute(work, order_id, cause="by_hand")


async def forget_wait_if_served(work: Work, order_id: UUID) -> None:
    """Somebody served what waited: there may be nothing left to look for."""
    if await unplaced(work, order_id) is None:
        await _no_longer_waits(work, order_id)


async def _no_longer_waits(work: Work, order_id: UUID) -> None:
    gone = delete(RoutingWait).where(RoutingWait.order_id == order_id).returning(RoutingWait.handed_over_at)
    if (await work.execute(gone)).scalar_one_or_none() is not None:
        work.record(PersonNotNeeded(order_id=order_id))


async def hand_over(work: Work, order_id: UUID) -> None:
    """A person looks at it now; routing leaves it alone."""
    await wait(work, order_id, Waits(work.now, "person"))
    over = update(RoutingWait).where(RoutingWait.order_id == order_id, RoutingWait.handed_over_at.is_(None))
    handed = await work.execute(over.values(handed_over_at=work.now).returning(RoutingWait.order_id))
    if handed.one_or_none():
        work.record(OrderHandedOver(order_id=order_id))


async def give_up(work: Work, order_id: UUID) -> None:
    """What nobody serves will not come; the customer is told."""
    await orders.give_up(work, order_id)
    await _no_longer_waits(work, order_id)
    work.record(OrderGivenUp(order_id=order_id))
