"""Help for stores: opened, changed, stopped; and spent by the orders that go there.

Rows are locked in one order, by key: first the slices of the stores, then what they draw from. Help is never spent
twice: where others took it since the plan was made, the order takes what is left of it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, update

from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id
from comptoir.routing.actions.deciding import Decided
from comptoir.routing.events import BoostChanged
from comptoir.routing.queries.boosts import helped_meanwhile
from comptoir.routing.rules.boosting import (
    BoostEnded,
    GivenOutAlready,
    HelpedAlready,
    NobodyHelped,
    check_boost,
    help_taken,
    next_slice,
    units_at,
)
from comptoir.routing.tables import BoostSlice, BoostUse, RoutingBoost
from comptoir.wiring.work import Work


class Terms(msgspec.Struct, frozen=True):
    """What a boost promises: minor units for each order, up to a budget, between two moments."""

    name: str
    amount: int
    budget: int
    starts_at: datetime
    ends_at: datetime


class Taken(msgspec.Struct, frozen=True):
    """Help for one order: minor units of a store's slice, and the units that go there for it."""

    boost_id: UUID
    location_id: int
    amount: int
    units: int


async def open_boost(work: Work, terms: Terms, location_ids: Sequence[int]) -> UUID:
    """Help stores. Its id. Raises NobodyHelped, HelpedAlready, BudgetTooSmall or EndsTooSoon."""
    _check(work, terms)
    if not location_ids:
        raise NobodyHelped(field="stores")
    await _check_free(work, terms, location_ids)
    boost_id = new_id()
    made = {"made_by": work.actor.key, "made_at": work.now}
    work.add(RoutingBoost, id=boost_id, **msgspec.structs.asdict(terms), **made)
    for location_id in sorted(set(location_ids)):
        work.add(BoostSlice, boost_id=boost_id, location_id=location_id)
    work.record(BoostChanged(boost_id=boost_id))
    return boost_id


async def change_boost(work: Work, boost_id: UUID, terms: Terms) -> None:
    """Change what is open. Raises NotFound, BoostEnded, GivenOutAlready, and what `open_boost` does."""
    drawn = await _lock_open(work, boost_id)
    _check(work, terms)
    if terms.budget < drawn:
        raise GivenOutAlready(field="budget")
    query = select(BoostSlice.location_id).where(BoostSlice.boost_id == boost_id)
    await _check_free(work, terms, list((await work.execute(query)).scalars()), but=boost_id)
    await work.execute(update(RoutingBoost).where(RoutingBoost.id == boost_id).values(msgspec.structs.asdict(terms)))
    work.record(BoostChanged(boost_id=boost_id))


async def stop_boost(work: Work, boost_id: UUID) -> None:
    """No order is helped any more. Raises NotFound or BoostEnded."""
    await _lock_open(work, boost_id)
    stopped = {"stopped_by": work.actor.key, "stopped_at": work.now}
    await work.execute(update(RoutingBoost).where(RoutingBoost.id == boost_id).values(stopped))
    work.record(BoostChanged(boost_id=boost_id))


async def take_help(work: Work, made: Decided) -> list[Taken]:
    """Take the help that a plan counts on from the slices of its stores."""
    wanted, taken = help_taken(made.plan), list[Taken]()
    for each in await _locked_slices(work, list(wanted)) if wanted else ():
        amount, left = wanted[each.location_id], each.drawn - each.spent
        drawn = await _draw(work, each.boost_id, each.amount, amount - left) if amount > left else 0
        if (given := min(amount, left + drawn)) > 0:
            one = Taken(each.boost_id, each.location_id, given, units_at(made.plan, each.location_id))
            await _spend(work, one, drawn)
            taken.append(one)
    return taken


def write_help(work: Work, order_id: UUID, taken: Sequence[Taken]) -> None:
    """Write down what help moved."""
    for each in taken:
        work.add(BoostUse, id=new_id(), order_id=order_id, **msgspec.structs.asdict(each), at=work.now)


def _check(work: Work, terms: Terms) -> None:
    check_boost(
        amount=terms.amount,
        budget=terms.budget,
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        now=work.now,
    )


async def _check_free(work: Work, terms: Terms, location_ids: Sequence[int], *, but: UUID | None = None) -> None:
    """A store has one help at a time, so that it is clear which of them an order is paid from."""
    period = {"starts_at": terms.starts_at, "ends_at": terms.ends_at}
    if names := await helped_meanwhile(work, list(location_ids), **period, but=but):
        raise HelpedAlready(field="stores", names=", ".join(names))


async def _lock_open(work: Work, boost_id: UUID) -> int:
    """What is drawn of a boost that is not over, its row locked. Raises NotFound or BoostEnded."""
    columns = RoutingBoost.drawn, RoutingBoost.ends_at, RoutingBoost.stopped_at
    row = (await work.execute(select(*columns).where(RoutingBoost.id == boost_id).with_for_update())).one_or_none()
    if row is None:
        raise NotFound
    if row.stopped_at is not None or row.ends_at <= work.now:
        raise BoostEnded
    return row.drawn


async def _locked_slices(work: Work, location_ids: list[int]) -> Sequence[Any]:
    """The slices of these stores in boosts that run, locked in order of their key."""
    query = (
        select(BoostSlice.boost_id, BoostSlice.location_id, BoostSlice.drawn, BoostSlice.spent, RoutingBoost.amount)
        .join(RoutingBoost, RoutingBoost.id == BoostSlice.boost_id)
        .where(BoostSlice.location_id.in_(location_ids), RoutingBoost.stopped_at.is_(None))
        .where(RoutingBoost.starts_at <= work.now, RoutingBoost.ends_at > work.now)
        .order_by(BoostSlice.boost_id, BoostSlice.location_id)
        .with_for_update(of=BoostSlice)
    )
    return (await work.execute(query)).all()


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
