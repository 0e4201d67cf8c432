"""What can be promised for a basket: to be brought, to collect at a store, or some lines so and some so."""

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec
import numpy as np

from comptoir.kit.ids import new_id
from comptoir.routing import actions as routing
from comptoir.routing.rules.demand import Destination
from comptoir.routing.rules.network import Network
from comptoir.sales import rules
from comptoir.sales.actions.placing import Wanted, basket, new_line
from comptoir.sales.actions.serving import goods_of
from comptoir.sales.queries import Shop
from comptoir.wiring.work import Work

Way = Literal["collect", "ship", "mixed"]


class Basket(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer thinks of buying: `fixed` says that each line has its method, else each method is asked for."""

    channel: str
    lines: Sequence[Wanted]
    fixed: bool
    location: str | None
    destination: Destination | None
    stores: int


class Offered(msgspec.Struct, frozen=True, eq=False):
    """One way to serve a basket: collected at a store, so many metres from the customer, or brought."""

    method: Way
    pickup_id: int | None
    metres: int | None
    offer: routing.Offer


class Promised(msgspec.Struct, frozen=True, eq=False):
    """The ways to serve a basket, and the network that they were found in."""

    offers: Sequence[Offered]
    shop: Shop
    seen: routing.Seen


async def promised(work: Work, asked: Basket) -> Promised:
    """All ways to serve a basket: at the store that is named, or at the nearest ones, and to the address.

    Nothing is reserved; an order that brings the promise along gets it, or is refused. Raises LocationMissing,
    AddressMissing, UnknownLocation, DuplicateLines or UnknownSkus.
    """
    _check(asked)
    found = await basket(work, asked.lines, location=asked.location)
    variants = [variant.id for variant in found.variants.values()]
    seen = await routing.look_ahead(work, variants, channel=asked.channel)
    return Promised(list(_offers(work, asked, found, seen)), found, seen)


def _check(asked: Basket) -> None:
    methods = {line.method for line in asked.lines} if asked.fixed else set[str]()
    rules.check_destination(methods, location=asked.location, has_address=asked.destination is not None)
    if asked.location is None and asked.destination is None:
        raise rules.NowhereToGo(field="address")


def _offers(work: Work, asked: Basket, found: Shop, seen: routing.Seen) -> Iterator[Offered]:
    chosen = found.place.id if found.place else None
    if asked.fixed:
        methods: list[Way] = [*{line.method for line in asked.lines}]
        yield _offered(work, asked, found, seen, methods[0] if len(methods) == 1 else "mixed", chosen)
        return
    for pickup_id in [chosen] if chosen is not None else _nearest(asked, seen.charted.network):
        yield _offered(work, asked, found, seen, "collect", pickup_id)
    if asked.destination:
        yield _offered(work, asked, found, seen, "ship", None)


def _offered(work: Work, asked: Basket, found: Shop, seen: routing.Seen, method: Way, pickup_id: int | None) -> Offered:
    lines = [line if method == "mixed" else msgspec.structs.replace(line, method=method) for line in asked.lines]
    wanted = routing.Wanted(
        order_id=new_id(),
        number="",
        channel=asked.channel,
        lines=[new_line(found, line) for line in lines],
        goods=goods_of(found.variants),
        pickup_id=None if method == "ship" else pickup_id,
        destination=None if method == "collect" else asked.destination,
    )
    return Offered(
        method, wanted.pickup_id, _metres(asked, seen.charted.network, pickup_id), routing.offer(work, seen, wanted)
    )


def _nearest(asked: Basket, network: Network) -> list[int]:
    """The stores near the customer where one can collect, the nearest first."""
    if asked.destination is None:
        return []
    distances = network.points.distances(asked.destination.point)
    can = (network.offering("collect") & network.is_online).nonzero()[0]
    nearest: list[int] = can[np.argsort(distances[can], kind="stable")[: asked.stores]].tolist()
    return [network.places[n].id for n in nearest]


def _metres(asked: Basket, network: Network, pickup_id: int | None) -> int | None:
    if asked.destination is None or pickup_id is None:
        return None
    return int(network.points.distances(asked.destination.point)[network.index[pickup_id]])
