"""What it costs to take work back, in a draft."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from comptoir.kit.errors import Refused
from comptoir.routing.actions import edit_policy
from comptoir.routing.queries.policies import PolicyView, policy_view
from comptoir.routing.rules.editing import change_putting_back
from comptoir.routing.rules.forms.parts import PUTTING_BACK
from comptoir.routing.rules.forms.policies import putting_back_fields, read_putting_back
from comptoir.routing.screens.editing import Form, HtmxRequest, draft, fields_of, meant_by, part_of, saved, shown
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.work import Work

TEMPLATE = "routing/putting_back.html"


class PuttingBackScreens(Controller):
    """When goods that are picked move all the same."""

    path = "/routing/policies/{version:int}/putting-back"
    include_in_schema = False

    @get()
    async def show(self, work: CurrentWork, version: FromPath[int]) -> Response[str]:
        """The form of the price."""
        view = await draft(work, version)
        price = view.policy.putting_back
        return _page(work, view, Form(TEMPLATE, PUTTING_BACK, putting_back_fields(price), part_of(price)))

    @post()
    async def change(self, work: CurrentWork, request: HtmxRequest, version: FromPath[int]) -> Response[Any]:
        """Change the price."""
        await draft(work, version)
        fields = await fields_of(request)
        meant = meant_by(fields)
        try:
            await edit_policy(
                work,
                version,
                lambda policy: change_putting_back(policy, meant, lambda before: read_putting_back(fields, before)),
            )
        except Refused as refusal:
            form = Form(TEMPLATE, PUTTING_BACK, fields, meant)
            return _page(work, await policy_view(work, version), form, refusal)
        return saved(version)


def _page(work: Work, view: PolicyView, form: Form, refusal: Refused | None = None) -> Response[str]:
    return shown(work, view, form, refusal, current=view.policy.putting_back)
