"""The customer's page for an order that is collected: no login, only the signed link."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment.actions import name_proxy
from comptoir.fulfilment.fragments.pickup import pickup_context, pickup_status
from comptoir.fulfilment.queries.pickup import Pickup, pickup
from comptoir.kit.errors import NotFound
from comptoir.kit.tries import WrongTries
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.links import read_pickup_token
from comptoir.wiring.locales import COOKIE, LOCALES
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


class ProxyForm(msgspec.Struct):
    """Who comes in place of the customer; empty for nobody."""

    name: Annotated[str, Meta(max_length=200)] = ""


class PickupPage(Controller):
    """The address holds a secret, so nothing may index it, keep it or pass it on."""

    path = "/pickup"
    include_in_schema = False

    def __init__(self, owner: Router) -> None:
        super().__init__(owner)
        self._wrong_links = WrongTries(limit=30, within=timedelta(minutes=1))

    @get("/{token:str}")
    async def show(
        self,
        work: CurrentWork,
        request: Request[Any, Any, Any],
        token: FromPath[str],
        lang: FromQuery[str] = "",
    ) -> Response[str]:
        """The order's page, in the customer's language unless they choose another (`lang`)."""
        source = request.client.host if request.client else ""
        if self._wrong_links.are_too_many(source, work.now):
            return _no_pickup(work, status=429)
        order_id = read_pickup_token(work.settings, token)
        position = await work.position() if order_id else ""
        found = await pickup(work, order_id) if order_id else None
        if found is None:
            self._wrong_links.add(source, work.now)
            return _no_pickup(work, status=404)
        work.locale = _locale(request, found, lang)
        return _show(work, found, position=position, live_token=token, chosen=lang in LOCALES)

    @post("/{token:str}/proxy", status_code=200)
    async def name_proxy(
        self,
        work: CurrentWork,
        request: Request[Any, Any, Any],
        token: FromPath[str],
        data: URLEncodedBody[ProxyForm],
    ) -> Response[Any]:
        """Somebody else comes for it, or nobody else any more."""
        source = request.client.host if request.client else ""
        order_id = None if self._wrong_links.are_too_many(source, work.now) else read_pickup_token(work.settings, token)
        found = await pickup(work, order_id) if order_id else None
        if order_id is None or found is None or found.is_over:
            self._wrong_links.add(source, work.now)
            raise NotFound
        work.locale = _locale(request, found, "")
        await name_proxy(work, order_id, name=data.name)
        return await _named(work, request, order_id, token)


async def _named(work: Work, request: Request[Any, Any, Any], order_id: UUID, token: str) -> Response[Any]:
    if "hx-request" not in request.headers:
        return Redirect(f"/pickup/{token}", status_code=303)
    answer = part(work, pickup_status.template, **await pickup_status.context(work, order_id=order_id))
    answer.headers.update(HEADERS)
    return answer


def _locale(request: Request[Any, Any, Any], found: Pickup, lang: str) -> str:
    wanted = (lang, request.cookies.get(COOKIE), found.locale)
    return next(locale for locale in wanted if locale in LOCALES)


def _show(work: Work, found: Pickup, *, position: str, live_token: str, chosen: bool) -> Response[str]:
    context = pickup_context(work, found)
    answer = page(work, "fulfilment/pickup.html", position=position, live_token=live_token, **context)
    answer.headers.update(HEADERS)
    if chosen:
        answer.set_cookie(key=COOKIE, value=work.locale, path="/pickup", httponly=True, samesite="lax")
    return answer


def _no_pickup(work: Work, *, status: int) -> Response[str]:
    """The same for a link that is garbage, was tampered with, or leads to nothing."""
    answer = page(work, "fulfilment/no_pickup.html", status=status, is_busy=status == 429)
    answer.headers.update(HEADERS)
    return answer
