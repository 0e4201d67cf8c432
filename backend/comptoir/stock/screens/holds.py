"""Holding units for a customer, here or at another store: made, extended, released; and the store's running holds."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, QueryParameter, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.identity.rules import Right, may, require, standing
from comptoir.kit.errors import N_, NotAllowed, NotFound
from comptoir.stock import actions
from comptoir.stock.fragments import store
from comptoir.stock.queries.holds import hold_of
from comptoir.stock.screens.variant import VariantId, as_seen
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"

SeenVariant = Annotated[int, QueryParameter(ge=0, le=2**53)]
"""The variant whose page the tap came from; 0 for the list of holds."""


class NotACustomers(NotAllowed):
    slug = "not-a-customers-hold"
    title = N_("A basket is its shop’s: it ends by itself.")


class LastingForm(msgspec.Struct, kw_only=True):
    """For how long: one of the usual, or so many minutes."""

    minutes: Literal["15", "30", "60", "custom"]
    custom: Annotated[int, Meta(ge=1, le=99_999)] | None = None

    @property
    def wanted(self) -> int:
        """The minutes; none at all, which no hold lasts, where they were left out."""
        return (self.custom or 0) if self.minutes == "custom" else int(self.minutes)


class HoldForm(LastingForm, kw_only=True):
    """How many, and what to know the customer by."""

    quantity: Annotated[int, Meta(ge=1, le=9999)]
    label: Annotated[str, Meta(max_length=40, pattern=r"^(?=.*\S)[^\x00-\x1f\x7f]+$")]


class HoldScreens(Controller):
    """What is kept for whom, and until when."""

    path = "/stock"
    include_in_schema = False

    @get("/holds")
    async def show(self, work: CurrentWork) -> Response[str]:
        """The running holds of the store where one stands."""
        here = standing(work.actor, Right.SEE_STORE)
        position = await work.position()
        context = await store.holds.context(work, location_id=here)
        return page(work, "stock/holds.html", position=position, **context)

    @post("/variants/{variant_id:int}/holds/{location_id:int}", status_code=200)
    async def hold(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        variant_id: VariantId,
        location_id: VariantId,
        data: URLEncodedBody[HoldForm],
    ) -> Response[Any]:
        """Keep units for a customer."""
        require(work.actor, Right.HOLD, location_id)
        await actions.hold_for_customer(
            work,
            location_id=location_id,
            variant_id=variant_id,
            quantity=data.quantity,
            minutes=data.wanted,
            label=data.label.strip(),
        )
        return await _answer(work, request, variant_id)

    @post("/holds/{hold_id:uuid}/extend", status_code=200)
    async def extend(
        self,
        work: CurrentWork,
        request: HtmxRequest,
        hold_id: FromPath[UUID],
        data: URLEncodedBody[LastingForm],
        variant: SeenVariant = 0,
    ) -> Response[Any]:
        """Keep them longer, from now on."""
        await _require(work, hold_id)
        await actions.extend_hold(work, hold_id, minutes=data.wanted)
        return await _answer(work, request, variant)

    @post("/holds/{hold_id:uuid}/release", status_code=200)
    async def release(
        self, work: CurrentWork, request: HtmxRequest, hold_id: FromPath[UUID], variant: SeenVariant = 0
    ) -> Response[Any]:
        """The customer does not come, or has bought."""
        await _require(work, hold_id)
        await actions.release_hold(work, hold_id)
        return await _answer(work, request, variant)


async def _require(work: Work, hold_id: UUID) -> None:
    """Whoever works where the units lie, or with the person who made the hold, may change it."""
    require(work.actor, Right.HOLD)
    found = await hold_of(work, hold_id)
    if found is None or not any(may(work.actor, Right.SEE_STORE, place) for place in found.stores):
        raise NotFound
    if found.purpose != "aisle":
        raise NotACustomers


async def _answer(work: Work, request: HtmxRequest, variant_id: int) -> Response[Any]:
    """What the tap's screen shows now."""
    if "hx-request" not in request.headers:
        return Redirect(f"/stock/variants/{variant_id}" if variant_id else "/stock/holds", status_code=303)
    if variant_id:
        return part(work, "stock/_seen.html", **await as_seen(work, variant_id))
    here = standing(work.actor, Right.SEE_STORE)
    return part(work, store.holds.template, **await store.holds.context(work, location_id=here))
