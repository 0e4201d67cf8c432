"""The shop site's question before an order: how, from where and by when can this basket be served?"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import Controller, post
from litestar.params import JSONBody
from msgspec import Meta

from comptoir.identity.rules import Right, require
from comptoir.routing.queries.network import moment_of
from comptoir.routing.rules.demand import Destination
from comptoir.routing.rules.numbers import MILLIS
from comptoir.routing.rules.outcome import Plan, Reason, Source
from comptoir.sales.actions import Wanted
from comptoir.sales.actions.promising import Basket, Offered, Promised, promised
from comptoir.sales.api.bodies import Channel, LineBody, Method
from comptoir.wiring.api import AUTH, Code, problems
from comptoir.wiring.edge import CurrentWork


class PointBody(msgspec.Struct, forbid_unknown_fields=True):
    """Where the customer is, in degrees; the country has two letters."""

    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")] = "FR"


class AskedBody(msgspec.Struct, forbid_unknown_fields=True):
    """A basket, and where it is to go: to the customer, to a store, or whichever is best.

    With an address, being brought is offered, and collecting at so many of the nearest `stores`; with a location,
    collecting there. Lines that name their methods are planned just so.
    """

    lines: Annotated[list[LineBody], Meta(min_length=1, max_length=100)]
    location: Code | None = None
    address: PointBody | None = None
    channel: Channel = "web"
    stores: Annotated[int, Meta(ge=0, le=10)] = 3


class SlotBody(msgspec.Struct):
    """Units of a SKU."""

    sku: str
    quantity: int


class MissingBody(msgspec.Struct):
    """Units that nobody can serve this way, and why; `filter` names what keeps most of those that have any."""

    sku: str
    quantity: int
    reason: Reason
    filter: str | None


class SourceBody(msgspec.Struct):
    """A location's part: whether it is sent to the store of the pickup, and when it is where the customer gets it."""

    location: str
    name: str
    method: Method
    transfer: bool
    arrives_at: datetime
    lines: list[SlotBody]


class WayBody(msgspec.Struct):
    """One way to serve the basket. `promise` is to be sent with the order until `valid_until`.

    `cost` is what the plan counts with, in minor units: carriers, work, and what speaks for or against each location.
    """

    method: Literal["collect", "ship", "mixed"]
    location: str | None
    location_name: str | None
    metres: int | None
    promise_at: datetime | None
    complete: bool
    cost: int
    currency: str
    sources: list[SourceBody]
    missing: list[MissingBody]
    promise: str | None


class PromisesBody(msgspec.Struct):
    """All ways that were found, those to collect first, the nearest store at the top."""

    valid_until: datetime
    offers: list[WayBody]


class PromisesApi(Controller):
    """Promises for the shop site."""

    path = "/api/promises"
    tags = ["Orders"]

    @post(
        status_code=200,
        operation_id="askPromises",
        summary="Ask how and by when a basket can be served",
        responses=problems(
            on_400="Malformed.",
            on_409="No routing policy is published: `no-policy`. The same request is answered once there is one.",
            on_413="Larger than the limit.",
            on_422="Unknown SKU or location, duplicate lines, or neither a location nor an address.",
            **AUTH,
        ),
    )
    async def ask(self, work: CurrentWork, data: JSONBody[AskedBody]) -> PromisesBody:
        """Plans over the whole network, with opening hours, queues, carriers' hours and public holidays.

        Nothing is reserved. An order that brings a `promise` along is served as promised or refused (`promise-gone`).
        """
        require(work.actor, Right.PLACE_ORDERS)
        found = await promised(work, _asked(data))
        return PromisesBody(found.seen.since, [_way(found, each) for each in found.offers])


def _asked(data: AskedBody) -> Basket:
    at = data.address
    usual: Method = "ship" if data.location is None else "collect"
    return Basket(
        channel=data.channel,
        lines=[Wanted(line.sku, line.quantity, line.method or usual) for line in data.lines],
        fixed=any(line.method for line in data.lines),
        location=data.location,
        destination=at and Destination(at.latitude, at.longitude, at.country),
        stores=data.stores,
    )


def _way(found: Promised, one: Offered) -> WayBody:
    plan, charted = one.offer.made.plan, found.seen.charted
    return WayBody(
        method=one.method,
        location=None if one.pickup_id is None else _code(found, one.pickup_id),
        location_name=None if one.pickup_id is None else charted.name(one.pickup_id),
        metres=one.metres,
        promise_at=one.offer.promise_at,
        complete=not plan.unplaced,
        cost=round(plan.cost / MILLIS),
        currency="EUR",
        sources=[_source(found, one, source) for source in plan.sources],
        missing=_missing(found, one, plan),
        promise=one.offer.promise,
    )


def _source(found: Promised, one: Offered, source: Source) -> SourceBody:
    made = one.offer.made
    of_source = [
        (made.demand.lines[each.line - 1], each.quantity)
        for each in made.plan.allocations
        if each.location == source.location
    ]
    return SourceBody(
        location=_code(found, source.location),
        name=found.seen.charted.name(source.location),
        method="ship" if source.method == "ship" else "collect",
        transfer=source.leg is not None,
        arrives_at=moment_of(source.arrives),
        lines=[
            SlotBody(_skus(found)[line.variant], quantity)
            for line, quantity in of_source
            if made.demand.method_of(line) == source.method
        ],
    )


def _missing(found: Promised, one: Offered, plan: Plan) -> list[MissingBody]:
    lines, skus = one.offer.made.demand.lines, _skus(found)
    return [
        MissingBody(skus[lines[each.line - 1].variant], each.quantity, each.reason, each.filter or None)
        for each in plan.unplaced
    ]


def _skus(found: Promised) -> dict[int, str]:
    return {variant.id: variant.sku for variant in found.shop.variants.values()}


def _code(found: Promised, location_id: int) -> str:
    network = found.seen.charted.network
    return network.places[network.index[location_id]].code
