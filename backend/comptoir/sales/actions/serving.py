"""Who serves a new order: the store where it is collected if that has everything, else whoever it costs least."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from comptoir.customers.actions import NewAddress
from comptoir.orders.actions import NewOrder, NewSlice
from comptoir.routing import actions as routing
from comptoir.routing.rules import Candidate, NotEnoughStock, check_collect
from comptoir.routing.rules.demand import Destination
from comptoir.sales import rules
from comptoir.sales.queries import Shop, SoldVariant
from comptoir.wiring.work import Work


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An order before anybody serves it. `ready_at` is when the store of its pickup could have it ready."""

    order: NewOrder
    shop: Shop
    address: NewAddress | None
    ready_at: datetime
    told: routing.Told | None
    is_whole: bool

    @property
    def skus(self) -> dict[int, str]:
        """The names of the variants."""
        return {variant.id: variant.sku for variant in self.shop.variants.values()}

    @property
    def candidate(self) -> Candidate:
        """Where the customer collects. Only for orders that are collected."""
        at = self.shop.place
        assert at
        return Candidate(at.id, at.name, at.status, at.services)

    @property
    def is_in_time(self) -> bool:
        """Whether the store of the pickup alone keeps what the customer was told."""
        return self.told is None or self.ready_at <= self.told.at


class Served(msgspec.Struct, frozen=True):
    """Who serves it, and by when."""

    slices: Sequence[NewSlice]
    promise_at: datetime
    waits: routing.Waits | None = None


async def serve(work: Work, draft: Draft, held: Mapping[int, UUID] | None) -> Served:
    """By the store where it is collected if that has everything: nothing can be cheaper. Else by the whole network.

    `held` are the reservations that a hold keeps for it there. Raises what `place_order` does of this.
    """
    if draft.order.method != "collect" or not (held or draft.is_in_time):
        return await _route(work, draft)
    try:
        slices = await routing.route_collect(work, draft.order, location=draft.candidate, skus=draft.skus, held=held)
    except NotEnoughStock:
        if (routed := await _route_elsewhere(work, draft)) is None:
            raise
        return routed
    return Served(slices, draft.order.promise_at)


def goods_of(variants: Mapping[str, SoldVariant]) -> dict[int, routing.Goods]:
    """What routing asks of variants."""
    return {one.id: routing.Goods(one.weight, one.handling) for one in variants.values()}


async def _route_elsewhere(work: Work, draft: Draft) -> Served | None:
    try:
        return await _route(work, draft)
    except rules.NotEnoughAnywhere:
        return None


async def _route(work: Work, draft: Draft) -> Served:
    if draft.order.location_id is not None:
        check_collect(draft.candidate)
    routed = await routing.route(work, _wanted(draft), is_whole=draft.is_whole)
    if routed is None and draft.told:
        raise routing.PromiseGone
    if routed is None:
        lines = [{"sku": draft.skus[line.variant_id], "wanted": line.quantity} for line in draft.order.lines]
        raise rules.NotEnoughAnywhere(lines=lines)
    return Served(routed.slices, routed.promise_at, routed.waits)


def _wanted(draft: Draft) -> routing.Wanted:
    order = draft.order
    return routing.Wanted(
        order_id=order.id,
        number=order.number,
        channel=order.channel,
        lines=order.lines,
        goods=goods_of(draft.shop.variants),
        pickup_id=order.location_id,
        destination=_destination(draft.address),
        promise_at=draft.told and draft.told.at,
        told=draft.told.locations if draft.told else (),
    )


def _destination(address: NewAddress | None) -> Destination | None:
    if address is None:
        return None
    return Destination(latitude=address.latitude, longitude=address.longitude, country=address.country)
