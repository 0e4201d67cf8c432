"""Why an order went where it went, for machines."""

from typing import Annotated

from litestar import Controller, get
from litestar.params import FromPath, QueryParameter

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.routing.api.decision_bodies import DecisionBody, RoutingBody, decision_body
from comptoir.routing.queries.kept import Kept, decisions_of
from comptoir.routing.queries.naming import Named, goods_named, locations_named, order_named
from comptoir.routing.queries.recalling import recalled
from comptoir.wiring.api import AUTH, CODE, STRING, problems
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.work import Work

AskedLocation = Annotated[
    str | None,
    QueryParameter(max_length=64, pattern=CODE, schema_extra=STRING, description="A location to explain in full."),
]


class DecisionsApi(Controller):
    """The decisions for one order."""

    path = "/api/orders/{number:str}/routing"
    tags = ["Orders"]

    @get(
        operation_id="getRouting",
        summary="Read why an order went where it went",
        responses=problems(on_400="Malformed parameters.", on_404="No such order or location.", **AUTH),
    )
    async def read(self, work: CurrentWork, number: FromPath[str], location: AskedLocation = None) -> RoutingBody:
        """Each decision with its plan and the locations that had any of it. With `location`, also what each filter said
        of that one, what it would have cost, and the smallest change that would have made it serve.

        Amounts are in millis, thousandths of a minor unit. Needs the scope `orders:read`.
        """
        require(work.actor, Right.READ_ORDERS)
        order_id = await order_named(work, number)
        if order_id is None:
            raise NotFound
        places = await locations_named(work)
        asked = _asked(places, location)
        made = [await _told(work, each, places, asked) for each in await decisions_of(work, order_id)]
        return RoutingBody(number, [each for each in made if each])


def _asked(places: dict[int, Named], code: str | None) -> int | None:
    if code is None:
        return None
    found = next((place.id for place in places.values() if place.code == code), None)
    if found is None:
        raise NotFound
    return found


async def _told(work: Work, made: Kept, places: dict[int, Named], asked: int | None) -> DecisionBody | None:
    there = await recalled(work, made)
    if there is None:
        return None
    lines = there.demand.lines
    goods = await goods_named(work, [line.variant for line in lines])
    told = await there.explain(asked) if asked is not None else ()
    return decision_body(
        made, there, told, places=places, skus={line.number: goods[line.variant].sku for line in lines}
    )
