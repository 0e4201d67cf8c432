"""Help for stores, spent by the orders that go there, and given back where they don't stay.

Rows are locked in one order, by key: first the slices of the stores, then what they draw from; all of them after the
order and its stock. Help is never spent twice: where others took it since the plan was made, the order takes what is
left of it. And it is given back once: what is left of a use is asked of the store's work while the order is locked.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select, tuple_, update

from comptoir.fulfilment.events import HandoverCancelled, PreparationExpired
from comptoir.kit.ids import new_id
from comptoir.orders import actions as orders
from comptoir.orders.actions import NewSlice
from comptoir.routing.actions.deciding import Decided
from comptoir.routing.queries.helped import Unserved, unserved_help
from comptoir.routing.rules.boosting import help_taken, next_slice, units_at
from comptoir.routing.tables import BoostPart, BoostSlice, BoostUse, RoutingBoost
from comptoir.wiring.work import Work


class Taken(msgspec.Struct, frozen=True):
    """Help for one order: minor units of a store's slice, and the units that go there for it."""

    boost_id: UUID
    location_id: int
    amount: int
    units: int


async def take_help(work: Work, made: Decided, *, back: Sequence[Unserved] = ()) -> list[Taken]:
    """Take the help that a plan counts on from the slices of its stores; first give `back` what ended of earlier
    plans, so that all are locked at once."""
    wanted, taken = help_taken(made.plan), list[Taken]()
    await _return(work, back, and_=wanted)
    for each in await _slices(work, wanted):
        amount, left = wanted.get(each.location_id, 0), each.drawn - each.spent
        drawn = await _draw(work, each.boost_id, each.amount, amount - left) if amount > left else 0
        if (given := min(amount, left + drawn)) > 0:
            one = Taken(each.boost_id, each.location_id, given, units_at(made.plan, each.location_id))
            await _spend(work, one, drawn)
            taken.append(one)
            wanted[each.location_id] -= given
    return taken


def write_help(work: Work, order_id: UUID, taken: Sequence[Taken], slices: Sequence[NewSlice]) -> None:
    """Write down what help moved."""
    for each in taken:
        use_id = new_id()
        work.add(BoostUse, id=use_id, order_id=order_id, **msgspec.structs.asdict(each), at=work.now)
        for part in (part for part in slices if part.location_id == each.location_id):
            work.add(BoostPart, allocation_id=part.id, use_id=use_id)


async def give_back_help(work: Work, *order_ids: UUID) -> None:
    """What helped stores don't serve any more of these orders, which are locked, is theirs to be helped with again."""
    await _return(work, await unserved_help(work, *order_ids))


async def give_back_uncollected(work: Work, event: HandoverCancelled | PreparationExpired) -> None:
    """A reaction: nobody took the goods, so nothing was moved with the help."""
    await orders.lock(work, event.order_id)
    await give_back_help(work, event.order_id)


async def _return(work: Work, back: Sequence[Unserved], *, and_: Collection[int] = ()) -> None:
    """Give back help, with the slices locked of these stores, too."""
    if back:
        keys = {(one.boost_id, one.location_id) for one in back}
        await work.execute(_locking(or_(tuple_(*_KEY).in_(keys), _run(work, and_))))
    for one in back:
        await _unspend(work, one)


async def _slices(work: Work, location_ids: Collection[int]) -> Sequence[Any]:
    """The slices of these stores in boosts that run, locked."""
    return (await work.execute(_locking(_run(work, location_ids)))).all() if location_ids else ()


def _locking(where: ColumnElement[bool]) -> Any:
    """Slices, locked in order of their key."""
    query = select(*_KEY, BoostSlice.drawn, BoostSlice.spent, RoutingBoost.amount)
    query = query.join(RoutingBoost, RoutingBoost.id == BoostSlice.boost_id).where(where)
    return query.order_by(*_KEY).with_for_update(of=BoostSlice)


def _run(work: Work, location_ids: Collection[int]) -> ColumnElement[bool]:
    period = RoutingBoost.starts_at <= work.now, RoutingBoost.ends_at > work.now
    return and_(BoostSlice.location_id.in_(location_ids), RoutingBoost.stopped_at.is_(None), *period)


async def _draw(work: Work, boost_id: UUID, amount: int, needed: int) -> int:
    """The next slice of a budget, or what is left of it."""
    query = select(RoutingBoost.budget - RoutingBoost.drawn).where(RoutingBoost.id == boost_id).with_for_update()
    drawn = next_slice(amount, needed, (await work.execute(query)).scalar_one())
    more = update(RoutingBoost).where(RoutingBoost.id == boost_id).values(drawn=RoutingBoost.drawn + drawn)
    if drawn:
        await work.execute(more)
    return drawn


async def _spend(work: Work, one: Taken, drawn: int) -> None:
    changed = {
        "drawn": BoostSlice.drawn + drawn,
        "spent": BoostSlice.spent + one.amount,
        "orders": BoostSlice.orders + 1,
        "units": BoostSlice.units + one.units,
    }
    here = BoostSlice.boost_id == one.boost_id, BoostSlice.location_id == one.location_id
    await work.execute(update(BoostSlice).where(*here).values(changed))


async def _unspend(work: Work, one: Unserved) -> None:
    """The money stays with the store, whose slice it is; only the last unit brings it back."""
    less = {"units": BoostSlice.units - one.units}
    if one.is_all:
        less |= {"spent": BoostSlice.spent - one.amount, "orders": BoostSlice.orders - 1}
    here = BoostSlice.boost_id == one.boost_id, BoostSlice.location_id == one.location_id
    await work.execute(update(BoostSlice).where(*here).values(less))
    more = {"units_back": BoostUse.units_back + one.units}
    await work.execute(update(BoostUse).where(BoostUse.id == one.use_id).values(more))


_KEY = BoostSlice.boost_id, BoostSlice.location_id
