"""The door for the system of a warehouse: what differed when transfers from or to its locations arrived."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from comptoir.fulfilment.actions.transfers.differing import Cleared, clear_up
from comptoir.fulfilment.api.asking import AT_ONE, Asking, LocationFilter, location_ids, said
from comptoir.fulfilment.api.bodies import MOST_UNITS, Act, Words
from comptoir.fulfilment.queries.discrepancies import DiscrepancyEntry, one_discrepancy, open_discrepancies
from comptoir.fulfilment.rules.discrepancies import Kind, Reason
from comptoir.identity.rules import Right, require_somewhere
from comptoir.kit.errors import NotFound
from comptoir.wiring.api import AUTH, IdempotencyKey, problems
from comptoir.wiring.edge import CurrentWork


class ClearBody(Act, kw_only=True):
    """What so many of the units were, or all that are left."""

    reason: Reason
    quantity: Annotated[int, Meta(ge=1, le=MOST_UNITS)] | None = None
    remark: Words = ""

    def cleared(self) -> Cleared:
        return Cleared(self.reason, self.quantity, remark=self.remark.strip())


class DiscrepancyBody(msgspec.Struct):
    """Units of a transfer's line that are missing, extra or damaged, and how the whole line was `sent` and `received`,
    `damaged` ones among those. Open until there is a `reason`.
    """

    id: UUID
    transfer: UUID
    number: str
    source: str
    destination: str
    kind: Kind
    quantity: int
    sku: str
    name: str
    size: str
    colour: str
    sent: int
    received: int
    damaged: int
    opened_at: datetime
    reason: Reason | None
    closed_at: datetime | None


class DiscrepancyList(msgspec.Struct):
    """What nobody has cleared up yet; what waits longest comes first."""

    discrepancies: list[DiscrepancyBody]


class DiscrepanciesApi(Controller):
    """By the same actions as on the screens."""

    path = "/api/transfers/discrepancies"
    tags = ["Transfers"]

    @get(
        operation_id="listDiscrepancies",
        summary="List what differed at arrival",
        responses=problems(on_400="Malformed parameters.", on_404="No such location, or not one of the key's.", **AUTH),
    )
    async def list(self, work: CurrentWork, location: LocationFilter = None) -> DiscrepancyList:
        """From and to the key's locations, at most 200 of each."""
        require_somewhere(work.actor, Right.READ_WORK)
        places = sorted(await location_ids(work, location))
        found = [each for place in places for each in await open_discrepancies(work, place)]
        once = {each.id: each for each in sorted(found, key=lambda each: (each.opened_at, each.id))}
        return DiscrepancyList([_body(each) for each in once.values()])

    @post(
        "/{discrepancy_id:uuid}",
        status_code=200,
        operation_id="clearUpDiscrepancy",
        summary="Say what it was",
        responses=problems(**AT_ONE),
    )
    async def clear_up(
        self,
        work: CurrentWork,
        request: Asking,
        discrepancy_id: FromPath[UUID],
        data: JSONBody[ClearBody],
        key: IdempotencyKey = None,
    ) -> DiscrepancyBody:
        """Stock is corrected as the reason says. The answer is the rest of it where this was a part."""
        body = await said(work, request, key, type(data))
        await clear_up(work, discrepancy_id, said=body.cleared())
        found = await one_discrepancy(work, discrepancy_id)
        if found is None:
            raise NotFound
        return _body(found)


def _body(found: DiscrepancyEntry) -> DiscrepancyBody:
    closed = {"reason": found.closed and found.closed.reason, "closed_at": found.closed and found.closed.at}
    return msgspec.convert(msgspec.structs.asdict(found) | closed | {"transfer": found.transfer_id}, DiscrepancyBody)
