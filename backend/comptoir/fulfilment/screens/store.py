"""The store's queue and the count in every header."""

from typing import Any

from litestar import Controller, Response, get
from litestar.params import FromPath

from comptoir.fulfilment.fragments import conflicts, store, waves
from comptoir.identity.queries.places import own_stores, seen_from_elsewhere
from comptoir.identity.rules import Right, may, require, standing
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work


class QueueScreens(Controller):
    """What there is to do, live."""

    include_in_schema = False

    @get("/queue")
    async def own(self, work: CurrentWork) -> Response[Any]:
        """The queue of the store one stands in; who stands in none chooses one."""
        if work.actor.location_id is not None:
            return await _queue(work, work.actor.location_id)
        return page(work, "fulfilment/stores.html", stores=await own_stores(work))

    @get("/stores/{location_id:int}/queue")
    async def of_store(self, work: CurrentWork, location_id: FromPath[int]) -> Response[str]:
        """The queue of one store, for who may see it."""
        return await _queue(work, location_id)

    @get("/queue/count")
    async def count(self, work: CurrentWork) -> Response[str]:
        """How many orders nobody has, for the header."""
        location_id = standing(work.actor, Right.SEE_STORE)
        return part(work, store.count.template, **await store.count.context(work, location_id=location_id))


async def _queue(work: Work, location_id: int) -> Response[str]:
    require(work.actor, Right.SEE_STORE, location_id)
    position = await work.position()
    context = await store.queue.context(work, location_id=location_id)
    context |= await conflicts.of_store.context(work, location_id=location_id)
    context |= await waves.store_waves.context(work, location_id=location_id)
    if may(work.actor, Right.MANAGE_STORE, location_id):
        context |= await store.alerts.context(work, location_id=location_id)
    elsewhere = await seen_from_elsewhere(work, location_id)
    return page(work, "fulfilment/queue.html", position=position, elsewhere=elsewhere, **context)
