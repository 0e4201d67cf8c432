"""The shop site's door to holds: a basket is kept while its customer pays, and then ordered."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.stock import actions
from comptoir.stock.api.bodies import BasketBody, HeldBody, HoldBody, LastingBody
from comptoir.stock.queries.holds import HoldView, hold_of
from comptoir.wiring.api import AUTH, IdempotencyKey, problems, require_key
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.work import Work

ENDING = {
    "on_400": "Malformed, or without Idempotency-Key.",
    "on_404": "No such basket.",
    "on_409": "The hold is over: its units are on sale again, or ordered.",
}


class HoldsApi(Controller):
    """Baskets that are kept."""

    path = "/api/holds"
    tags = ["Stock"]

    @post(
        operation_id="holdBasket",
        summary="Keep a basket",
        responses=problems(
            on_400="Malformed, or without Idempotency-Key.",
            on_409="Not enough stock: `lines` names each short line, what is available there, and where else. Or the "
            "location takes no orders.",
            on_413="Larger than the limit.",
            on_422="Unknown SKU or location, duplicate lines, or a key that was used otherwise.",
            **AUTH,
        ),
    )
    async def hold(self, work: CurrentWork, data: JSONBody[BasketBody], key: IdempotencyKey = None) -> HoldBody:
        """All of it is kept from every other customer, or nothing is.

        Place the order for the same lines at the same location with `"hold": id` before it expires.
        """
        require(work.actor, Right.PLACE_ORDERS)
        require_key(key)
        lines = [(line.sku, line.quantity) for line in data.lines]
        hold_id = await actions.hold_basket(
            work, location=data.location, lines=lines, channel=data.channel, minutes=data.minutes
        )
        return _body(await _basket(work, hold_id))

    @get(
        "/{hold_id:uuid}",
        operation_id="getHold",
        summary="Read a hold",
        responses=problems(on_400="Malformed request.", on_404="No such basket.", **AUTH),
    )
    async def read(self, work: CurrentWork, hold_id: FromPath[UUID]) -> HoldBody:
        """What is kept, and until when."""
        require(work.actor, Right.PLACE_ORDERS)
        return _body(await _basket(work, hold_id))

    @post(
        "/{hold_id:uuid}/extend",
        status_code=200,
        operation_id="extendHold",
        summary="Keep a basket longer",
        responses=problems(**ENDING, on_422="The key was used for another command.", **AUTH),
    )
    async def extend(
        self, work: CurrentWork, hold_id: FromPath[UUID], data: JSONBody[LastingBody], key: IdempotencyKey = None
    ) -> HoldBody:
        """So many minutes from now on."""
        require(work.actor, Right.PLACE_ORDERS)
        require_key(key)
        await _basket(work, hold_id)
        await actions.extend_hold(work, hold_id, minutes=data.minutes)
        return _body(await _basket(work, hold_id))

    @post(
        "/{hold_id:uuid}/release",
        status_code=200,
        operation_id="releaseHold",
        summary="Give a basket back",
        responses=problems(**ENDING, on_422="The key was used for another command.", **AUTH),
    )
    async def release(self, work: CurrentWork, hold_id: FromPath[UUID], key: IdempotencyKey = None) -> HoldBody:
        """Its units are on sale again at once."""
        require(work.actor, Right.PLACE_ORDERS)
        require_key(key)
        await _basket(work, hold_id)
        await actions.release_hold(work, hold_id)
        return _body(await _basket(work, hold_id))


async def _basket(work: Work, hold_id: UUID) -> HoldView:
    """A basket; what the staff keep for a customer is no machine's. Raises NotFound."""
    found = await hold_of(work, hold_id)
    if found is None or found.purpose != "basket":
        raise NotFound
    return found


def _body(hold: HoldView) -> HoldBody:
    first = hold.units[0]
    return HoldBody(
        id=hold.id,
        state=hold.state,
        channel=hold.channel,
        location=first.location,
        location_name=first.location_name,
        made_at=hold.made_at,
        expires_at=hold.expires_at,
        lines=[HeldBody(one.sku, one.name, one.quantity) for one in hold.units],
    )
