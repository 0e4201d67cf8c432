"""Webhooks, for headquarters."""

import re
from collections import defaultdict
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import Invalid
from comptoir.kit.ids import new_id
from comptoir.webhooks import actions, fragments
from comptoir.webhooks.jobs.reaching import check_reachable
from comptoir.webhooks.queries.locations import codes_of, ids_of
from comptoir.webhooks.queries.places import find_place
from comptoir.webhooks.rules.places import PlaceWrong
from comptoir.webhooks.rules.subscriptions import Subscription
from comptoir.webhooks.rules.types import TYPES
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, part, sentence
from comptoir.wiring.work import Work

Line = Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00-\x1f\x7f]*$")]
HtmxRequest = Request[Any, Any, Any]
HOME = ZoneInfo("Europe/Paris")
"""Whose time a moment is entered in, as all times on the screens of headquarters are."""


class SubscriptionForm(msgspec.Struct, frozen=True):
    """Where to, and what of; a list of one comes as that one. `id` is that of a new one, so that it is added once."""

    name: Annotated[str, Meta(max_length=100, pattern=r"^(?=.*\S)[^\x00-\x1f\x7f]+$")]
    url: Line
    types: list[Line] | Line = []
    channel: Literal["web", "store", "app", "marketplace"] = "web"
    below: Annotated[str, Meta(pattern=r"^[0-9]{0,9}$")] = ""
    locations: Line = ""
    id: UUID | None = None

    def wanted(self, locations: tuple[int, ...] = ()) -> Subscription:
        """What is asked for, of these locations alone if there are any."""
        name, url = self.name.strip(), self.url.strip()
        types = tuple(self.types if isinstance(self.types, list) else [self.types])
        below = int(self.below) if self.below else None
        more: dict[str, Any] = {"channel": self.channel, "below": below, "locations": locations}
        return Subscription(name=name, url=url, types=types, **more)

    @property
    def codes(self) -> list[str]:
        return re.split(r"[\s,;]+", self.locations.strip().upper()) if self.locations.strip() else []


class SecretForm(msgspec.Struct, frozen=True):
    """The id of a new secret, so that it is made once."""

    secret_id: UUID


class ReplayForm(msgspec.Struct, frozen=True):
    """A place in the log: one of the choices, with what belongs to it."""

    place: Literal["beginning", "now", "moment", "position"]
    moment: Line = ""
    position: Line = ""

    def written(self) -> str:
        """The place as the log is asked for it. Raises PlaceWrong."""
        if self.place == "position":
            return self.position.strip()
        return _moment(self.moment) if self.place == "moment" else self.place


def _moment(entered: str) -> str:
    try:
        return datetime.fromisoformat(entered).replace(tzinfo=HOME).isoformat()
    except ValueError:
        raise PlaceWrong(field="moment") from None


class WebhookScreens(Controller):
    """Other systems that are told what happens."""

    path = "/webhooks"
    include_in_schema = False

    @get("/")
    async def list(self, work: CurrentWork) -> Response[str]:
        """All, live."""
        require(work.actor, Right.MANAGE_CHAIN)
        position = await work.position()
        return page(work, "webhooks/webhooks.html", position=position, **await fragments.all_of_them.context(work))

    @get("/new")
    async def new(self, work: CurrentWork) -> Response[str]:
        """The form for another one."""
        require(work.actor, Right.MANAGE_CHAIN)
        return _form(work, Subscription(name="", url="", types=TYPES))

    @post("/")
    async def add(self, work: CurrentWork, data: URLEncodedBody[SubscriptionForm]) -> Response[str]:
        """Add one; this answer is the only place that shows its secret."""
        require(work.actor, Right.MANAGE_CHAIN)
        wanted, webhook_id = data.wanted(), data.id or new_id()
        try:
            wanted = data.wanted(await ids_of(work, data.codes))
            await check_reachable(work, wanted)
            secret = await actions.add_webhook(work, webhook_id, wanted)
        except Invalid as refusal:
            return _form(work, wanted, said=data.locations, refusal=refusal)
        return await _one(work, webhook_id, secret=secret)

    @get("/{webhook_id:uuid}")
    async def show(self, work: CurrentWork, webhook_id: FromPath[UUID]) -> Response[str]:
        """One, live, with all that can be done with it."""
        require(work.actor, Right.MANAGE_CHAIN)
        return await _one(work, webhook_id)

    @post("/{webhook_id:uuid}")
    async def change(
        self, work: CurrentWork, webhook_id: FromPath[UUID], data: URLEncodedBody[SubscriptionForm]
    ) -> Response[Any]:
        """Tell it other things, or elsewhere."""
        require(work.actor, Right.MANAGE_CHAIN)
        wanted = data.wanted()
        try:
            wanted = data.wanted(await ids_of(work, data.codes))
            await check_reachable(work, wanted)
            await actions.change_webhook(work, webhook_id, wanted)
        except Invalid as refusal:
            return await _one(work, webhook_id, entered=wanted, said=data.locations, refusal=refusal)
        return Redirect(f"/webhooks/{webhook_id}", status_code=303)

    @post("/{webhook_id:uuid}/pause", status_code=200)
    async def pause(self, work: CurrentWork, request: HtmxRequest, webhook_id: FromPath[UUID]) -> Response[Any]:
        """Tell nothing for a while."""
        require(work.actor, Right.MANAGE_CHAIN)
        await actions.pause_webhook(work, webhook_id)
        return await _done(work, request, webhook_id)

    @post("/{webhook_id:uuid}/resume", status_code=200)
    async def resume(self, work: CurrentWork, request: HtmxRequest, webhook_id: FromPath[UUID]) -> Response[Any]:
        """Go on."""
        require(work.actor, Right.MANAGE_CHAIN)
        await actions.resume_webhook(work, webhook_id)
        return await _done(work, request, webhook_id)

    @post("/{webhook_id:uuid}/test", status_code=200)
    async def test(self, work: CurrentWork, request: HtmxRequest, webhook_id: FromPath[UUID]) -> Response[Any]:
        """Send a ping; how it went is seen in a moment."""
        require(work.actor, Right.MANAGE_CHAIN)
        await actions.ask_test(work, webhook_id, test_id=new_id())
        return await _done(work, request, webhook_id, is_testing=True)

    @post("/{webhook_id:uuid}/replay", status_code=200)
    async def replay(
        self, work: CurrentWork, request: HtmxRequest, webhook_id: FromPath[UUID], data: URLEncodedBody[ReplayForm]
    ) -> Response[Any]:
        """Tell anew from a place on."""
        require(work.actor, Right.MANAGE_CHAIN)
        await actions.replay_webhook(work, webhook_id, since=await find_place(work, data.written()))
        return await _done(work, request, webhook_id)

    @post("/{webhook_id:uuid}/secret")
    async def rotate(
        self, work: CurrentWork, webhook_id: FromPath[UUID], data: URLEncodedBody[SecretForm]
    ) -> Response[str]:
        """Make a new secret; this answer is the only place that shows it."""
        require(work.actor, Right.MANAGE_CHAIN)
        secret = await actions.rotate_secret(work, webhook_id, secret_id=data.secret_id)
        return await _one(work, webhook_id, secret=secret)

    @post("/{webhook_id:uuid}/remove")
    async def remove(self, work: CurrentWork, webhook_id: FromPath[UUID]) -> Response[Any]:
        """Tell nothing ever again."""
        require(work.actor, Right.MANAGE_CHAIN)
        await actions.remove_webhook(work, webhook_id)
        return Redirect("/webhooks", status_code=303)


async def _done(work: Work, request: HtmxRequest, webhook_id: UUID, *, is_testing: bool = False) -> Response[Any]:
    if "hx-request" not in request.headers:
        return Redirect(f"/webhooks/{webhook_id}", status_code=303)
    context = await fragments.one.context(work, webhook_id=webhook_id)
    return part(work, fragments.one.template, is_testing=is_testing, **context)


def _form(work: Work, entered: Subscription, *, said: str = "", refusal: Invalid | None = None) -> Response[str]:
    status, errors = refusal.status if refusal else 200, _errors(work, refusal)
    context: dict[str, Any] = {"entered": entered, "places": said, "types": TYPES, "errors": errors}
    return page(work, "webhooks/new.html", status=status, new_id=new_id(), **context)


async def _one(
    work: Work,
    webhook_id: UUID,
    *,
    secret: str = "",
    entered: Subscription | None = None,
    said: str | None = None,
    refusal: Invalid | None = None,
) -> Response[str]:
    position = await work.position()
    context = await fragments.one.context(work, webhook_id=webhook_id)
    answer = page(
        work,
        "webhooks/webhook.html",
        position=position,
        status=refusal.status if refusal else 200,
        entered=entered or context["shown"].webhook,
        places=", ".join(await codes_of(work, context["shown"].webhook.locations)) if said is None else said,
        types=TYPES,
        secret=secret,
        secret_id=new_id(),
        errors=_errors(work, refusal),
        **context,
    )
    if secret:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _errors(work: Work, refusal: Invalid | None) -> dict[str, str]:
    """What to say beneath each field, mostly nothing."""
    errors = defaultdict[str, str](str)
    if refusal:
        errors[refusal.field or "form"] = sentence(work.locale, refusal)
    return errors
