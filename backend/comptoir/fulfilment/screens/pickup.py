"""The customer's page for an order, collected or brought or both: no login, only the signed link."""

from datetime import timedelta
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.fulfilment.actions import name_proxy
from comptoir.fulfilment.fragments.delivery import delivery_context
from comptoir.fulfilment.fragments.pickup import pickup_context, pickup_status
from comptoir.fulfilment.queries.delivery import delivery
from comptoir.fulfilment.queries.pickup import pickup
from comptoir.kit.errors import NotFound
from comptoir.kit.tries import WrongTries
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.links import read_pickup_token
from comptoir.wiring.locales import COOKIE, LOCALES
from comptoir.wiring.pages import page, part
from comptoir.wiring.work import Work

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
"""No other site ever learns the address. Our own does: with `no-referrer` a browser says `Origin: null` when a form is
sent without script, so over plain HTTP, where it says nothing else, the command would count as another site's."""


class ProxyForm(msgspec.Struct):
    """Who comes in place of the customer; empty for nobody."""

    name: Annotated[str, Meta(max_length=200)] = ""


class PickupPage(Controller):
    """The address holds a secret, so nothing may index it, keep it or pass it on."""

    include_in_schema = False

    def __init__(self, owner: Router) -> None:
        super().__init__(owner)
        self._wrong_links = WrongTries(limit=30, within=timedelta(minutes=1))

    @get(["/pickup/{token:str}", "/follow/{token:str}"])
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
        seen = await _seen(work, order_id) if order_id else None
        if seen is None:
            self._wrong_links.add(source, work.now)
            return _no_pickup(work, status=404)
        work.locale = _locale(request, seen.locale, lang)
        answer = _show(work, seen, position=position, live_token=token)
        if lang in LOCALES:
            path = f"/{request.url.path.split('/')[1]}"
            answer.set_cookie(key=COOKIE, value=lang, path=path, httponly=True, samesite="lax")
        return answer

    @post("/pickup/{token:str}/proxy", status_code=200)
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
        work.locale = _locale(request, found.locale, "")
        await name_proxy(work, order_id, name=data.name)
        return await _named(work, request, order_id, token)


async def _named(work: Work, request: Request[Any, Any, Any], order_id: UUID, token: str) -> Response[Any]:
    if "hx-request" not in request.headers:
        return Redirect(f"/pickup/{token}", status_code=303)
    answer = part(work, pickup_status.template, **await pickup_status.context(work, order_id=order_id))
    answer.headers.update(HEADERS)
    return answer


def _locale(request: Request[Any, Any, Any], usual: str, lang: str) -> str:
    wanted = (lang, request.cookies.get(COOKIE), usual)
    return next(locale for locale in wanted if locale in LOCALES)


class Seen(NamedTuple):
    """An order: its number, the language that came with it, and what the page's template wants."""

    number: str
    locale: str
    context: dict[str, Any]


async def _seen(work: Work, order_id: UUID) -> Seen | None:
    """What of an order is collected, what is brought, or both; None where there is no such order."""
    collected, brought = await pickup(work, order_id), await delivery(work, order_id)
    either = collected or brought
    if either is None:
        return None
    of_pickup = pickup_context(work, collected) if collected else {}
    return Seen(either.number, either.locale, of_pickup | (delivery_context(work, brought) if brought else {}))


def _show(work: Work, seen: Seen, *, position: str, live_token: str) -> Response[str]:
    context: dict[str, Any] = {"number": seen.number, "live_token": live_token, **seen.context}
    answer = page(work, "fulfilment/pickup.html", position=position, **context)
    answer.headers.update(HEADERS)
    return answer


def _no_pickup(work: Work, *, status: int) -> Response[str]:
    """The same for a link that is garbage, was tampered with, or leads to nothing."""
    answer = page(work, "fulfilment/no_pickup.html", status=status, is_busy=status == 429)
    answer.headers.update(HEADERS)
    return answer
