"""What is live of counts: the store's list, one count, and one variant of it as it is counted."""

from typing import Any
from uuid import UUID

from comptoir.fulfilment.events import counts as events
from comptoir.fulfilment.fragments.store import sees_store
from comptoir.fulfilment.queries.count_review import review_of
from comptoir.fulfilment.queries.counts import (
    count_entry,
    counted,
    counters,
    counts_of,
    goods_to_recount,
    location_of_count,
    recent_goods,
)
from comptoir.kit.errors import NotFound
from comptoir.kit.events import Event, all_events
from comptoir.wiring.fragments import fragment
from comptoir.wiring.work import Work

COUNT_EVENTS: tuple[type[Event], ...] = tuple(event for event in all_events() if event.__module__ == events.__name__)


async def sees_count(work: Work, *, count_id: UUID) -> bool:
    location_id = await location_of_count(work, count_id)
    return location_id is not None and sees_store(work, location_id=location_id)


async def sees_counted(work: Work, *, count_id: UUID, variant_id: int) -> bool:
    return await sees_count(work, count_id=count_id) and await counted(work, count_id, variant_id) is not None


@fragment("store:{location_id}:counts", "fulfilment/_counts.html", on=COUNT_EVENTS, may_see=sees_store)
async def store_counts(work: Work, location_id: int) -> dict[str, Any]:
    """The store's counts: what runs, what is to be reviewed, what was done lately."""
    counts = await counts_of(work, location_id)
    states = {"running": ("open",), "to_review": ("review", "approved"), "over": ("done", "cancelled")}
    listed = {name: [count for count in counts if count.state in of] for name, of in states.items()}
    return {"counts": {"location_id": location_id, **listed}, "now": work.now}


@fragment("count:{count_id}", "fulfilment/_counting.html", on=COUNT_EVENTS, may_see=sees_count)
async def counting(work: Work, count_id: UUID) -> dict[str, Any]:
    """One count. While it runs, nothing in it says what is expected. Raises NotFound."""
    count = await count_entry(work, count_id)
    if count is None:
        raise NotFound
    context = {"count": count, "people": await counters(work, count_id), "now": work.now}
    if count.state == "open":
        goods = {"recent": await recent_goods(work, count_id), "again": await goods_to_recount(work, count_id)}
        return context | goods
    return context | {"review": await review_of(work, count)}


@fragment(
    "count:{count_id}:variant:{variant_id}",
    "fulfilment/_counted.html",
    on=(events.UnitsCounted,),
    may_see=sees_counted,
)
async def counted_variant(work: Work, count_id: UUID, variant_id: int) -> dict[str, Any]:
    """How many of a variant are counted by now, whoever counts. Raises NotFound."""
    found = await counted(work, count_id, variant_id)
    if found is None:
        raise NotFound
    return {"count_id": count_id, "counted": found}
