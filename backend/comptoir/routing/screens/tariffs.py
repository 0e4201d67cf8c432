"""The tariffs of a draft: what parcels and transfers cost, and how long they take."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from comptoir.kit.errors import Refused
from comptoir.routing.actions import edit_policy
from comptoir.routing.queries.policies import PolicyView, policy_view
from comptoir.routing.rules.editing import add_zone, change_leg, change_zone, remove_zone
from comptoir.routing.rules.forms.parts import LEG, ZONE
from comptoir.routing.rules.forms.policies import leg_fields, read_leg, read_zone, zone_fields
from comptoir.routing.screens.editing import (
    Form,
    HtmxRequest,
    draft,
    fields_of,
    meant_by,
    nth,
    part_of,
    saved,
    shown,
    told,
)
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.work import Work

TEMPLATE = "routing/tariff.html"


class TariffScreens(Controller):
    """Zones to customers, and the way between locations."""

    path = "/routing/policies/{version:int}/tariffs"
    include_in_schema = False

    @get("/new")
    async def new(self, work: CurrentWork, version: FromPath[int]) -> Response[str]:
        """The form of another tariff."""
        return _zone(work, await draft(work, version), Form(TEMPLATE, ZONE, zone_fields()))

    @post()
    async def add(self, work: CurrentWork, request: HtmxRequest, version: FromPath[int]) -> Response[Any]:
        """Another tariff."""
        view, fields = await draft(work, version), await fields_of(request)
        try:
            await edit_policy(work, version, lambda policy: add_zone(policy, read_zone(fields)))
        except Refused as refusal:
            return _zone(work, view, Form(TEMPLATE, ZONE, fields), refusal)
        return saved(version)

    @get("/{n:int}")
    async def show(self, work: CurrentWork, version: FromPath[int], n: FromPath[int]) -> Response[str]:
        """The form of a tariff."""
        view = await draft(work, version)
        zone = nth(view.policy.carriage.zones, n)
        return _zone(work, view, Form(TEMPLATE, ZONE, zone_fields(zone), part_of(zone)))

    @post("/change")
    async def change(self, work: CurrentWork, request: HtmxRequest, version: FromPath[int]) -> Response[Any]:
        """Change a tariff; the form says which."""
        await draft(work, version)
        fields = await fields_of(request)
        meant = meant_by(fields)
        try:
            await edit_policy(
                work, version, lambda policy: change_zone(policy, meant, lambda before: read_zone(fields, before))
            )
        except Refused as refusal:
            return _zone(work, await policy_view(work, version), Form(TEMPLATE, ZONE, fields, meant), refusal)
        return saved(version)

    @post("/remove", status_code=200)
    async def remove(self, work: CurrentWork, request: HtmxRequest, version: FromPath[int]) -> Response[Any]:
        """Ship there no more."""
        await draft(work, version)
        fields = await fields_of(request)
        await edit_policy(work, version, lambda policy: remove_zone(policy, meant_by(fields)))
        return await told(work, request, version)

    @get("/leg")
    async def show_leg(self, work: CurrentWork, version: FromPath[int]) -> Response[str]:
        """The form of what transfers cost."""
        view = await draft(work, version)
        leg = view.policy.carriage.leg
        return _leg(work, view, Form(TEMPLATE, LEG, leg_fields(leg), part_of(leg)))

    @post("/leg")
    async def change_leg(self, work: CurrentWork, request: HtmxRequest, version: FromPath[int]) -> Response[Any]:
        """Change what transfers cost."""
        await draft(work, version)
        fields = await fields_of(request)
        meant = meant_by(fields)
        try:
            await edit_policy(
                work, version, lambda policy: change_leg(policy, meant, lambda before: read_leg(fields, before))
            )
        except Refused as refusal:
            return _leg(work, await policy_view(work, version), Form(TEMPLATE, LEG, fields, meant), refusal)
        return saved(version)


def _zone(work: Work, view: PolicyView, form: Form, refusal: Refused | None = None) -> Response[str]:
    zones = view.policy.carriage.zones
    current = next((zone for zone in zones if form.meant and zone.name == form.meant.name), None)
    return shown(work, view, form, refusal, is_leg=False, current=current)


def _leg(work: Work, view: PolicyView, form: Form, refusal: Refused | None = None) -> Response[str]:
    return shown(work, view, form, refusal, is_leg=True, current=view.policy.carriage.leg)
