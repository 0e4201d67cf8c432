"""The strategies of a rule of a draft: changed, copied, moved and removed."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from comptoir.kit.errors import Refused
from comptoir.routing.actions import edit_policy
from comptoir.routing.queries.policies import PolicyView, policy_view
from comptoir.routing.rules.editing import change_strategy, copy_strategy, move_strategy, remove_strategy
from comptoir.routing.rules.forms.parts import SPLITTING
from comptoir.routing.rules.forms.policies import read_strategy, strategy_fields
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

TEMPLATE = "routing/strategy.html"


class StrategyScreens(Controller):
    """Who may serve an order, who is best, and how it may be divided."""

    path = "/routing/policies/{version:int}/strategies"
    include_in_schema = False

    @get("/{n:int}/{m:int}")
    async def show(
        self, work: CurrentWork, version: FromPath[int], n: FromPath[int], m: FromPath[int]
    ) -> Response[str]:
        """The form of a strategy of the rule at a place."""
        view = await draft(work, version)
        rule = nth(view.policy.rules, n)
        strategy = nth(rule.strategies, m)
        form = Form(TEMPLATE, SPLITTING, strategy_fields(strategy), part_of(strategy), _place(n, m))
        return _page(work, view, form, rule.name)

    @post("/{n:int}/{m:int}")
    async def change(
        self, work: CurrentWork, request: HtmxRequest, version: FromPath[int], n: FromPath[int], m: FromPath[int]
    ) -> Response[Any]:
        """Change a strategy."""
        await draft(work, version)
        fields = await fields_of(request)
        rule, meant = fields.one("rule"), meant_by(fields)
        try:
            await edit_policy(
                work,
                version,
                lambda policy: change_strategy(policy, rule, meant, lambda before: read_strategy(fields, before)),
            )
        except Refused as refusal:
            form = Form(TEMPLATE, SPLITTING, fields, meant, _place(n, m))
            return _page(work, await policy_view(work, version), form, rule, refusal)
        return saved(version)

    @post("/copy", status_code=200)
    async def copy(self, work: CurrentWork, request: HtmxRequest, version: FromPath[int]) -> Response[Any]:
        """One more like it, after the others."""
        await draft(work, version)
        fields = await fields_of(request)
        await edit_policy(work, version, lambda policy: copy_strategy(policy, fields.one("rule"), fields.one("name")))
        return await told(work, request, version)

    @post("/move", status_code=200)
    async def move(self, work: CurrentWork, request: HtmxRequest, version: FromPath[int]) -> Response[Any]:
        """Try it earlier or later."""
        await draft(work, version)
        fields = await fields_of(request)
        rule, name, by = fields.one("rule"), fields.one("name"), by_of(fields)
        await edit_policy(work, version, lambda policy: move_strategy(policy, rule, name, by))
        return await told(work, request, version)

    @post("/remove", status_code=200)
    async def remove(self, work: CurrentWork, request: HtmxRequest, version: FromPath[int]) -> Response[Any]:
        """Do without it."""
        await draft(work, version)
        fields = await fields_of(request)
        rule, meant = fields.one("rule"), meant_by(fields)
        await edit_policy(work, version, lambda policy: remove_strategy(policy, rule, meant))
        return await told(work, request, version)


def _place(n: int, m: int) -> str:
    return f"rules.{n}.strategies.{m}"


def _page(work: Work, view: PolicyView, form: Form, rule: str, refusal: Refused | None = None) -> Response[str]:
    name = form.meant.name if form.meant else ""
    there = [each for found in view.policy.rules if found.name == rule for each in found.strategies]
    current = next((each for each in there if each.name == name), None)
    return shown(work, view, form, refusal, rule=rule, current=current)
