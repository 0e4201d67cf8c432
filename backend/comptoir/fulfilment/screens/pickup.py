"""The customer's page for an order that is collected: no login, only the signed link."""

from datetime import timedelta
from typing import Any

from litestar import Controller, Request, Response, Router, get
from litestar.params import FromPath, FromQuery

from comptoir.fulfilment.fragments.pickup import pickup_context
from comptoir.fulfilment.queries.pickup import Pickup, pickup
from comptoir.kit.tries import WrongTries
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.links import read_pickup_token
from comptoir.wiring.locales import COOKIE, LOCALES
from comptoir.wiring.pages import page
from comptoir.wiring.work import Work

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


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
