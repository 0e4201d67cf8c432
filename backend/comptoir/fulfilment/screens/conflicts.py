"""What was done offline and does not fit: somebody puts it right, or takes note."""

from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from comptoir.fulfilment import actions
from comptoir.fulfilment.fragments import conflicts
from comptoir.fulfilment.queries.conflicts import place_of
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import part
from comptoir.wiring.work import Work


class ResolveForm(msgspec.Struct):
    """How it was put right, and the screen of the tap."""

    how: Literal["understood", "put_back", "took_over"]
    origin: Literal["store", "preparation"] = msgspec.field(name="from", default="store")


class ConflictScreens(Controller):
    """The cards of a store."""

    path = "/conflicts/{conflict_id:uuid}"
    include_in_schema = False

    @post("/resolve", status_code=200)
    async def resolve(
        self,
        work: CurrentWork,
        request: Request[Any, Any, Any],
        conflict_id: FromPath[UUID],
        data: URLEncodedBody[ResolveForm],
    ) -> Response[Any]:
        """One card is dealt with; the others stay."""
        await actions.resolve(work, conflict_id, how=data.how)
        if "hx-request" not in request.headers:
            return Redirect("/queue", status_code=303)
        return part(work, conflicts.of_store.template, **await _context(work, conflict_id, data.origin))


async def _context(work: Work, conflict_id: UUID, origin: str) -> dict[str, Any]:
    location_id, preparation_id = await place_of(work, conflict_id)
    if origin == "preparation" and preparation_id is not None:
        return await conflicts.of_preparation.context(work, preparation_id=preparation_id)
    return await conflicts.of_store.context(work, location_id=location_id)
