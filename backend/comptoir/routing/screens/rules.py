"""The rules of a draft: added, changed, moved and removed."""

from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from comptoir.kit.errors import Refused
from comptoir.routing.actions import edit_policy
from comptoir.routing.queries.policies import PolicyView, policy_view
from comptoir.routing.rules import Match, Rule, Waiting
from comptoir.routing.rules.editing import add_rule, change_rule, move_rule, remove_rule
from comptoir.routing.rules.forms.fields import Fields
from comptoir.routing.rules.forms.parts import RULE
from comptoir.routing.rules.forms.policies import read_rule, rule_fields
from comptoir.routing.screens.editing import (
    Form,
    HtmxRequest,
    by_of,
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

TEMPLATE = "routing/rule.html"


class RuleScreens(Controller):
    """Which orders, and what becomes of what nobody can serve."""

    path = "/routing/policies/{version:int}/rules"
    include_in_schema = False

    @get("/new")
    async def new(self, work: CurrentWork, version: FromPath[int]) -> Response[str]:
        """The form of another rule."""
        return _page(work, await draft(work, version), Form(TEMPLATE, RULE, rule_fields()))

    @post()
    async def add(self, work: CurrentWork, request: HtmxRequest, version: FromPath[int]) -> Response[Any]:
        """Another rule, before all others, with the strategies of one that there is."""
        view, fields = await draft(work, version), await fields_of(request)
        try:
            await edit_policy(work, version, lambda policy: add_rule(policy, _new(fields, policy.rules)))
        except Refused as refusal:
            return _page(work, view, Form(TEMPLATE, RULE, fields, place="rules.0"), refusal)
        return saved(version)

    @get("/{n:int}")
    async def show(self, work: CurrentWork, version: FromPath[int], n: FromPath[int]) -> Response[str]:
        """The form of a rule."""
        view = await draft(work, version)
        rule = nth(view.policy.rules, n)
        return _page(work, view, Form(TEMPLATE, RULE, rule_fields(rule), part_of(rule), f"rules.{n}"))

    @post("/{n:int}")
    async def change(
        self, work: CurrentWork, request: HtmxRequest, version: FromPath[int], n: FromPath[int]
    ) -> Response[Any]:
        """Change a rule; its strategies have forms of their own."""
        await draft(work, version)
        fields = await fields_of(request)
        meant = meant_by(fields)
        try:
            await edit_policy(
                work, version, lambda policy: change_rule(policy, meant, lambda before: read_rule(fields, before))
            )
        except Refused as refusal:
            form = Form(TEMPLATE, RULE, fields, meant, f"rules.{n}")
            return _page(work, await policy_view(work, version), form, refusal)
        return saved(version)

    @post("/move", status_code=200)
    async def move(self, work: CurrentWork, request: HtmxRequest, version: FromPath[int]) -> Response[Any]:
        """Ask it earlier or later."""
        await draft(work, version)
        fields = await fields_of(request)
        await edit_policy(work, version, lambda policy: move_rule(policy, fields.one("name"), by_of(fields)))
        return await told(work, request, version)

    @post("/remove", status_code=200)
    async def remove(self, work: CurrentWork, request: HtmxRequest, version: FromPath[int]) -> Response[Any]:
        """Do without it."""
        await draft(work, version)
        fields = await fields_of(request)
        await edit_policy(work, version, lambda policy: remove_rule(policy, meant_by(fields)))
        return await told(work, request, version)


def _new(fields: Fields, others: tuple[Rule, ...]) -> Rule:
    like = next((rule for rule in others if rule.name == fields.one("like")), others[0])
    return read_rule(fields, msgspec.structs.replace(like, name="", when=Match(), waiting=Waiting()))


def _page(work: Work, view: PolicyView, form: Form, refusal: Refused | None = None) -> Response[str]:
    current = next((rule for rule in view.policy.rules if form.meant and rule.name == form.meant.name), None)
    return shown(work, view, form, refusal, current=current)
