"""Help for stores, for machines: what is open, what came of it, and whether it has an effect."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Controller, get

from comptoir.identity.rules import Right, require
from comptoir.routing.queries.boosts import BoostView, boosts
from comptoir.routing.queries.counted import HelpCounted, help_counted
from comptoir.routing.queries.naming import Named, locations_named
from comptoir.routing.rules.boosting import BoostState
from comptoir.wiring.api import AUTH, problems
from comptoir.wiring.edge import CurrentWork


class HelpedBody(msgspec.Struct):
    """A store's part: minor units spent, on how many orders and units; without what it does not serve after all."""

    location: str
    spent: int
    orders: int
    units: int


class BoostBody(msgspec.Struct):
    """So many minor units for each order that goes to one of the stores, up to a budget, between two moments."""

    id: UUID
    name: str
    state: BoostState
    amount: int
    budget: int
    spent: int
    starts_at: datetime
    ends_at: datetime
    stores: list[HelpedBody]


class BoostList(msgspec.Struct):
    """`has_effect` is false where the published policy does not count help, or none is published: `without_effect` says
    so in words, and `draft` is the newest draft that counts it, if there is one."""

    has_effect: bool
    without_effect: str | None
    draft: int | None
    boosts: list[BoostBody]


class BoostsApi(Controller):
    """Help for stores in difficulty."""

    path = "/api/routing/boosts"
    tags = ["Routing"]

    @get(operation_id="listBoosts", summary="List help for stores", responses=problems(on_400="Malformed.", **AUTH))
    async def list(self, work: CurrentWork) -> BoostList:
        """The newest first, with what came of it, and whether it has an effect. Needs the scope `policies:read`."""
        require(work.actor, Right.READ_POLICIES if work.actor.kind == "machine" else Right.MANAGE_CHAIN)
        counted, places = await help_counted(work), await locations_named(work)
        shown = [_body(boost, places) for boost in await boosts(work)]
        return BoostList(counted.is_counted, _without_effect(counted), counted.draft, shown)


def _without_effect(counted: HelpCounted) -> str | None:
    if counted.is_counted:
        return None
    if not counted.is_published:
        return "No policy is published, so no order is routed."
    return "The published policy does not count help. Publish a draft in which a strategy has the criterion `boost`."


def _body(boost: BoostView, places: dict[int, Named]) -> BoostBody:
    return BoostBody(
        id=boost.id,
        name=boost.name,
        state=boost.state,
        amount=boost.amount,
        budget=boost.budget,
        spent=boost.spent,
        starts_at=boost.starts_at,
        ends_at=boost.ends_at,
        stores=[HelpedBody(places[one.location_id].code, one.spent, one.orders, one.units) for one in boost.stores],
    )
