"""The rules for safety stock, for headquarters: in sentences, made and removed."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.catalogue.queries import variant_by_code
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_, Invalid, Refused
from comptoir.network.queries import locations
from comptoir.stock.actions import Fits, forget_rule, keep_back
from comptoir.stock.queries.keeping import departments, reach, successors
from comptoir.stock.queries.safety import safety_rules
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import errors_of, page, part, sentence
from comptoir.wiring.work import Work

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
MOST_KEPT, LARGEST_ID = 9999, 2**53

Channel = Literal["", "web", "store", "app", "marketplace"]
Line = Annotated[str, Meta(max_length=100, pattern=PRINTABLE)]


class UnknownVariant(Invalid):
    slug = "unknown-variant"
    title = N_("There is no variant with this SKU or barcode.")


class UnknownDepartment(Invalid):
    slug = "unknown-department"
    title = N_("There is no such department.")


class UnknownPlace(Invalid):
    slug = "unknown-place"
    title = N_("There is no such location.")


class RuleForm(msgspec.Struct, kw_only=True):
    """A rule as it is entered; what is left empty fits all."""

    quantity: Annotated[int, Meta(ge=0, le=MOST_KEPT)] = 1
    channel: Channel = ""
    location: Annotated[int, Meta(ge=0, le=LARGEST_ID)] = 0
    department: Line = ""
    sku: Line = ""


class SafetyScreens(Controller):
    """What no channel, or one, may sell the last units of."""

    path = "/stock/safety"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork) -> Response[str]:
        """All rules, the nearest first."""
        require(work.actor, Right.MANAGE_CHAIN)
        return await _page(work, RuleForm())

    @get("/preview")
    async def preview(
        self,
        work: CurrentWork,
        quantity: Annotated[int, QueryParameter(ge=0, le=MOST_KEPT)] = 1,
        channel: FromQuery[Channel] = "",
        location: Annotated[int, QueryParameter(ge=0, le=LARGEST_ID)] = 0,
        department: Annotated[str, QueryParameter(max_length=100, pattern=PRINTABLE)] = "",
        sku: Annotated[str, QueryParameter(max_length=100, pattern=PRINTABLE)] = "",
    ) -> Response[str]:
        """What a rule would do, before it is made."""
        require(work.actor, Right.MANAGE_CHAIN)
        form = RuleForm(quantity=quantity, channel=channel, location=location, department=department, sku=sku)
        try:
            fits = await _fits(work, form)
        except Refused as refusal:
            return part(work, "stock/_reach.html", reach=None, problem=sentence(work.locale, refusal))
        reached = await reach(
            work, quantity, variant_id=fits.variant_id, department=fits.department, location_id=fits.location_id
        )
        return part(work, "stock/_reach.html", reach=reached, problem="")

    @post()
    async def add(self, work: CurrentWork, data: URLEncodedBody[RuleForm]) -> Response[Any]:
        """Make a rule; one for the same is changed."""
        require(work.actor, Right.MANAGE_CHAIN)
        try:
            await keep_back(work, await _fits(work, data), data.quantity)
        except Refused as refusal:
            return await _page(work, data, refusal)
        return Redirect("/stock/safety", status_code=303)

    @post("/{rule_id:uuid}/remove")
    async def remove(self, work: CurrentWork, rule_id: FromPath[UUID]) -> Response[Any]:
        """The next nearest holds."""
        require(work.actor, Right.MANAGE_CHAIN)
        await forget_rule(work, rule_id)
        return Redirect("/stock/safety", status_code=303)


async def _page(work: Work, form: RuleForm, refusal: Refused | None = None) -> Response[str]:
    return page(
        work,
        "stock/safety.html",
        status=refusal.status if refusal else 200,
        rules=successors(await safety_rules(work)),
        locations=await locations(work),
        departments=await departments(work),
        form=form,
        errors=errors_of(work, refusal),
    )


async def _fits(work: Work, form: RuleForm) -> Fits:
    """What a rule is for. Raises UnknownVariant, UnknownDepartment or UnknownPlace."""
    variant = await variant_by_code(work, form.sku) if form.sku.strip() else None
    if form.sku.strip() and variant is None:
        raise UnknownVariant(field="sku")
    if form.department and form.department not in await departments(work):
        raise UnknownDepartment(field="department")
    if form.location and not await locations(work, ids=frozenset({form.location})):
        raise UnknownPlace(field="location")
    return Fits(
        channel=form.channel or None,
        variant_id=variant.id if variant else None,
        department=form.department or None,
        location_id=form.location or None,
    )
