"""What can be done when units of a line can't be found: a piece of the refusal's dialog, fetched when it opens.

It can be done only with a connection: nobody can say without one whether what is chosen is still there.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery, PathParameter, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment.queries.entries import location_of
from comptoir.fulfilment.queries.waves import location_of_wave, wanting
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.routing import actions as routing
from comptoir.sales.actions import Lack, ask_customer, substitute
from comptoir.sales.queries.alternatives import alternatives_to, missing
from comptoir.sales.queries.asking import pending, question
from comptoir.sales.queries.places import places_of
from comptoir.sales.rules.substitutes import check_one, check_reason
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import html, part
from comptoir.wiring.work import Work

LINE = "/preparations/{preparation_id:uuid}/lines/{line_id:uuid}"


VariantId = Annotated[int, Meta(ge=1, le=2**53)]


class InsteadForm(msgspec.Struct):
    """What the dialog says of what is missing, and what is chosen beside it; one choice comes without a list."""

    quantity: Annotated[int, Meta(ge=1, le=999)]
    reason: RefusalReason | None = None
    found: Annotated[int, Meta(ge=0, le=99999)] | None = None
    variant_id: list[VariantId] | VariantId = []

    @property
    def lack(self) -> Lack:
        """Raises ReasonMissing."""
        return Lack(self.quantity, check_reason(self.reason), self.found)

    @property
    def chosen(self) -> Sequence[int]:
        said = self.variant_id
        return said if isinstance(said, list) else [said]


class SubstituteForm(InsteadForm, kw_only=True):
    """How the customer agreed."""

    consent: Literal["order", "phone"]


class InsteadScreens(Controller):
    """For who prepares."""

    path = LINE
    include_in_schema = False

    @get("/instead")
    async def show(self, work: CurrentWork, preparation_id: FromPath[UUID], line_id: FromPath[UUID]) -> Response[str]:
        """Where else to look, what could stand in, and who serves the units once they are refused."""
        await require_preparer(work, preparation_id)
        return await instead_of(work, preparation_id, line_id)

    @post("/substitute", status_code=200)
    async def substitute(
        self,
        work: CurrentWork,
        request: Request[Any, Any, Any],
        preparation_id: FromPath[UUID],
        line_id: FromPath[UUID],
        data: URLEncodedBody[SubstituteForm],
    ) -> Response[Any]:
        """Something else, to which the customer agreed."""
        await require_preparer(work, preparation_id)
        await substitute(
            work,
            preparation_id,
            line_id=line_id,
            variant_id=check_one(data.chosen),
            lack=data.lack,
            consent=data.consent,
        )
        return pushed(request, preparation_id)

    @post("/ask", status_code=200)
    async def ask(
        self,
        work: CurrentWork,
        request: Request[Any, Any, Any],
        preparation_id: FromPath[UUID],
        line_id: FromPath[UUID],
        data: URLEncodedBody[InsteadForm],
    ) -> Response[Any]:
        """Have the customer asked by mail which of several they want."""
        await require_preparer(work, preparation_id)
        await ask_customer(work, preparation_id, line_id=line_id, variant_ids=data.chosen, lack=data.lack)
        return pushed(request, preparation_id)


class WaveInsteadScreens(Controller):
    """The same for who picks several orders at once: units of a variant are missing to one of their totes."""

    path = "/waves/{wave_id:uuid}/variants/{variant_id:int}/instead"
    include_in_schema = False

    @get()
    async def show(
        self,
        work: CurrentWork,
        wave_id: FromPath[UUID],
        variant_id: Annotated[int, PathParameter(ge=1, le=2**53)],
        line_id: FromQuery[UUID | None] = None,
    ) -> Response[str]:
        """Of the tote that goes without first, or of the one that a line is of."""
        location_id = await location_of_wave(work, wave_id)
        if location_id is None:
            raise NotFound
        require(work.actor, Right.PREPARE, location_id)
        totes = await wanting(work, wave_id, variant_id)
        tote = next((each for each in totes if line_id in (None, each.line_id)), None)
        if tote is None:
            raise NotFound
        asks = f"/waves/{wave_id}/variants/{variant_id}/instead"
        return await instead_of(work, tote.preparation_id, tote.line_id, tote=tote, totes=totes, asks=asks)


async def instead_of(work: Work, preparation_id: UUID, line_id: UUID, **more: Any) -> Response[str]:
    """The piece about a line. Raises NotFound."""
    found = await missing(work, preparation_id, line_id)
    if found is None:
        raise NotFound
    asked = await pending(work, found.allocation_id)
    return part(
        work,
        "sales/_instead.html",
        missing=found,
        question=await question(work, asked) if asked else None,
        url=f"/preparations/{preparation_id}/lines/{line_id}",
        places=await places_of(work, found.location_id, found.ware.variant_id),
        alternatives=await alternatives_to(work, found),
        elsewhere=await routing.without(
            work, found.order_id, line_id=found.order_line_id, units=found.left, location_id=found.location_id
        ),
        **more,
    )


def pushed(request: Request[Any, Any, Any], preparation_id: UUID) -> Response[Any]:
    """The page hears of it as all others do; without htmx it is drawn anew."""
    return html("") if "hx-request" in request.headers else Redirect(f"/preparations/{preparation_id}", status_code=303)


async def require_preparer(work: Work, preparation_id: UUID) -> None:
    """Refuse who does not prepare at the location. Raises NotFound, NotSignedIn, NotAllowed."""
    location_id = await location_of(work, preparation_id)
    if location_id is None:
        raise NotFound
    require(work.actor, Right.PREPARE, location_id)
