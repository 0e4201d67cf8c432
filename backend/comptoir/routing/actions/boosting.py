"""Help for stores: opened, changed, stopped. How orders spend it is in `helping`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select, update

from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id
from comptoir.routing.actions.policies import draft_policy
from comptoir.routing.events import BoostChanged
from comptoir.routing.queries.boosts import helped_meanwhile
from comptoir.routing.queries.counted import help_counted
from comptoir.routing.queries.policies import as_document, published_view
from comptoir.routing.rules.boosting import (
    BoostEnded,
    GivenOutAlready,
    HelpedAlready,
    NobodyHelped,
    check_boost,
    counting_help,
)
from comptoir.routing.tables import BoostSlice, RoutingBoost
from comptoir.wiring.work import Work


class Terms(msgspec.Struct, frozen=True):
    """What a boost promises: minor units for each order, up to a budget, between two moments."""

    name: str
    amount: int
    budget: int
    starts_at: datetime
    ends_at: datetime


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


async def draft_counting_help(work: Work) -> int | None:
    """The version of a draft by which help has an effect: the newest, or a new one made of what is published. None
    where it has an effect already, or nothing of what is published could be changed so that it had."""
    found = await help_counted(work)
    published = await published_view(work)
    if found.draft or not found.may_draft or published is None:
        return found.draft
    document = as_document(counting_help(published.policy))
    return await draft_policy(work, name=published.name, document=document)


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
