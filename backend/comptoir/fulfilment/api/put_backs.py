"""The door for the system of a warehouse: goods picked for work that ended, on their way back to their shelf."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from comptoir.fulfilment.actions import put_back
from comptoir.fulfilment.api.asking import AT_ONE, Asking, LocationFilter, location_ids, said
from comptoir.fulfilment.api.bodies import MOST_UNITS, Act
from comptoir.fulfilment.queries.putting_back import ToPutBack, one_to_put_back, to_put_back
from comptoir.fulfilment.rules.put_back import Because, Found
from comptoir.identity.rules import Right, require_somewhere
from comptoir.kit.errors import NotFound
from comptoir.wiring.api import AUTH, IdempotencyKey, problems
from comptoir.wiring.edge import CurrentWork


class FoundBody(Act, kw_only=True):
    """What became of so many units, or of all that are left: on their shelf again, damaged, or missing."""

    quantity: Annotated[int, Meta(ge=1, le=MOST_UNITS)] | None = None
    found: Found = "shelved"


class PutBackBody(msgspec.Struct):
    """Units of a variant that were picked for a `preparation` that ended, and why it did. `left` are still to be put
    back; until then nothing and nobody is sent for them. `place` is where they wait, where somebody said so.
    """

    id: UUID
    preparation: UUID
    order_number: str
    because: Because
    place: str | None
    opened_at: datetime
    left: int
    quantity: int
    sku: str
    gtin: str | None
    name: str
    size: str
    colour: str
    department: str
    handling: list[str]


class PutBackList(msgspec.Struct):
    """All that is to be put back, as one walks."""

    put_backs: list[PutBackBody]


class PutBacksApi(Controller):
    """By the same actions as on the screens."""

    path = "/api/put-backs"
    tags = ["Preparations"]

    @get(
        operation_id="listPutBacks",
        summary="List what is to be put back",
        responses=problems(on_400="Malformed parameters.", on_404="No such location, or not one of the key's.", **AUTH),
    )
    async def list(self, work: CurrentWork, location: LocationFilter = None) -> PutBackList:
        """At the key's locations."""
        require_somewhere(work.actor, Right.READ_WORK)
        places = sorted(await location_ids(work, location))
        return PutBackList([_body(each) for place in places for each in await to_put_back(work, place)])

    @post(
        "/{put_back_id:uuid}",
        status_code=200,
        operation_id="putBack",
        summary="Say what became of it",
        responses=problems(**AT_ONE),
    )
    async def put(
        self,
        work: CurrentWork,
        request: Asking,
        put_back_id: FromPath[UUID],
        data: JSONBody[FoundBody],
        key: IdempotencyKey = None,
    ) -> PutBackBody:
        """What is on its shelf can be sold again, at once."""
        body = await said(work, request, key, type(data))
        await put_back(work, put_back_id, quantity=body.quantity, found=body.found)
        found = await one_to_put_back(work, put_back_id)
        if found is None:
            raise NotFound
        return _body(found)


def _body(found: ToPutBack) -> PutBackBody:
    named = {"preparation": found.preparation_id, "order_number": found.number, "place": found.stands}
    return msgspec.convert(msgspec.structs.asdict(found) | named, PutBackBody)
