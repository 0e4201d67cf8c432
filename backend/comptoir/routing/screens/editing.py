"""What the screens that edit a part of a draft have in common."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from litestar import Request, Response
from litestar.exceptions import ClientException
from litestar.response import Redirect

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound, Refused
from comptoir.routing.actions import NoDraft
from comptoir.routing.fragments import policies as fragments
from comptoir.routing.queries.policies import PolicyView, policy_view
from comptoir.routing.rules import NamedTwice, ZonesOverlap
from comptoir.routing.rules.editing import Part, PartMovedOn, mark_of
from comptoir.routing.rules.forms.fields import Fields, FormWrong
from comptoir.routing.rules.forms.parts import CRITERIA, FILTERS, Spec
from comptoir.wiring.pages import page, part, sentence
from comptoir.wiring.work import Work

HtmxRequest = Request[Any, Any, Any]
MOST_FIELDS = 2000


class Form(msgspec.Struct, frozen=True):
    """A form as it is shown: what is in it, which part it means, and where in the policy that part is."""

    template: str
    spec: Spec
    fields: Fields
    meant: Part | None = None
    place: str = ""


async def fields_of(request: HtmxRequest) -> Fields:
    """What was sent."""
    try:
        text = (await request.body()).decode()
        return Fields(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise ClientException from None


def meant_by(fields: Fields) -> Part:
    """Which part a form is about."""
    return Part(fields.one("meant.name"), fields.one("meant.mark"))


def by_of(fields: Fields) -> int:
    """How far something is moved: one place, earlier or later."""
    return -1 if fields.one("by") == "-1" else 1


async def draft(work: Work, version: int) -> PolicyView:
    """A draft, for who may change it. Raises NotAllowed, NotFound or NoDraft."""
    require(work.actor, Right.WRITE_POLICIES)
    view = await policy_view(work, version)
    if view.state != "draft":
        raise NoDraft
    return view


def nth(parts: tuple[Any, ...], n: int) -> Any:
    """The part at a place. Raises NotFound."""
    if not 0 <= n < len(parts):
        raise NotFound
    return parts[n]


def part_of(found: Any) -> Part:
    """How a form names a part."""
    return Part(getattr(found, "name", ""), mark_of(found))


def shown(work: Work, view: PolicyView, form: Form, refusal: Refused | None = None, **context: Any) -> Response[str]:
    """The page of a form; with what is wrong beside each field, and what was typed still in it."""
    return page(
        work,
        form.template,
        status=refusal.status if refusal else 200,
        shown=view,
        fields=form.fields,
        meant=_meant_again(form.meant, refusal),
        errors=_errors(work, form, refusal),
        spec_kinds={value.path: value.kind for value in form.spec},
        filters=FILTERS,
        criteria=CRITERIA,
        is_moved_on=isinstance(refusal, PartMovedOn),
        **context,
    )


def saved(version: int) -> Response[Any]:
    """Back to what the draft says."""
    return Redirect(f"/routing/policies/{version}", status_code=303)


async def told(work: Work, request: HtmxRequest, version: int) -> Response[Any]:
    """What the draft says after a tap."""
    if "hx-request" not in request.headers:
        return saved(version)
    return part(work, fragments.one.template, **await fragments.one.context(work, version=version))


def _meant_again(meant: Part | None, refusal: Refused | None) -> Part | None:
    """Who was told that a part changed meanwhile may put theirs in its place."""
    return Part(meant.name, refusal.facts["mark"]) if meant and isinstance(refusal, PartMovedOn) else meant


def _errors(work: Work, form: Form, refusal: Refused | None) -> defaultdict[str, str]:
    errors = defaultdict[str, str](str)
    if isinstance(refusal, FormWrong):
        errors |= {name: sentence(work.locale, wrong) for name, wrong in refusal.wrong.items()}
    if refusal:
        known = [*form.fields.names(), *(value.path for value in form.spec)]
        errors[_field(refusal, form.place, known)] = sentence(work.locale, refusal)
    return errors


def _field(refusal: Refused, place: str, known: Iterable[str]) -> str:
    """The field that a refusal is about; what is about none of this form stands under "form"."""
    at = refusal.field or ""
    if isinstance(refusal, NamedTwice) and at.rpartition(".")[0] == place.rpartition(".")[0]:
        return "name"
    if isinstance(refusal, ZonesOverlap):
        return "up_to_km"
    within = at.removeprefix(f"{place}.") if place and at.startswith(f"{place}.") else ""
    while within and within not in known:
        within = within.rpartition(".")[0]
    return within or "form"
