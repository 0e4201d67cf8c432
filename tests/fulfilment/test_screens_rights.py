"""Every address of the store's and the orders' screens, asked by everybody: nobody sees or changes another's work."""

import re
from collections.abc import Awaitable
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.wiring.actors import Actor
from tests.fulfilment.visitors import STAFF, VISITORS, answers, order_at, places_of, tap, visitors
from tests.house import House
from tests.identity.conftest import Browser, app, chain

__all__ = ["app", "chain"]

SCREENS = ("/queue", "/offline", "/stores", "/handover", "/preparations", "/orders")
ELSEWHERE = re.compile(
    r"/(counts|transfers|transfers/new|put-back/scan|carrier|carrier/\w+|printers|print-again|pack|unpack|ship|send|slip|bag-label|labels/again)$"
    r"|/boxes/|/discrepancies(/|$)|/by-hand(/|$)|/(board|people|measures|give)$"
)
"""Asked by the tests of boxes, counts, boards, and what is decided by hand."""
"""Addresses of counts, boxes and transfers, which are asked beside their own tests."""

WORK = "/preparations/{preparation}"
INSTEAD = {"quantity": "1", "reason": "damaged", "consent": "order", "variant_id": "2"}
LOOKERS = [303, 303, 200, 200, 200, 404, 200, 403, 303]
PREPARERS = [401, 401, 403, 200, 200, 404, 403, 403, 401]
COUNTER = [401, 401, 200, 200, 200, 404, 403, 403, 401]

# Method, address, form, how far the order is, and the status for each visitor: nobody, tablet, associate, preparer,
# manager, manager elsewhere, headquarters, API key, customer. Who is not signed in is led there: by a redirect (303)
# where they look, by htmx (401) where they tap.
ASKED: list[tuple[str, str, dict[str, Any], str, list[int]]] = [
    ("GET", "/queue", {}, "open", [303, 303, 200, 200, 200, 200, 200, 303, 303]),
    ("GET", "/queue/count", {}, "open", [303, 303, 200, 200, 200, 200, 403, 303, 303]),
    ("GET", "/offline", {}, "open", [200] * 9),
    ("GET", "/offline/pages", {}, "open", [303, 303, 200, 200, 200, 200, 403, 303, 303]),
    ("GET", "/stores/{store}/queue", {}, "open", LOOKERS),
    ("GET", "/handover", {}, "told", [303, 303, 200, 200, 200, 200, 403, 303, 303]),
    ("GET", "/handover/key", {}, "told", [200, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("POST", "/handover/find", {"code": "{code}"}, "told", [401, 401, 200, 200, 200, 404, 403, 401, 401]),
    ("GET", "/stores/{store}/put-back", {}, "open", LOOKERS),
    ("GET", "/stores/{store}/put-back/count", {}, "open", LOOKERS),
    ("GET", WORK, {}, "open", LOOKERS),
    ("POST", WORK + "/take", {}, "open", PREPARERS),
    ("POST", WORK + "/take-over", {}, "open", PREPARERS),
    ("POST", WORK + "/hand-back", {}, "taken", PREPARERS),
    ("POST", WORK + "/scan", {"code": "BREAD"}, "taken", PREPARERS),
    ("POST", WORK + "/lines/{line}/pick", {}, "taken", PREPARERS),
    ("POST", WORK + "/lines/{line}/unpick", {}, "picked", PREPARERS),
    ("POST", WORK + "/lines/{line}/refuse", {"quantity": "1", "reason": "damaged"}, "taken", PREPARERS),
    ("GET", WORK + "/lines/{line}/instead", {}, "taken", [303, 303, 403, 200, 200, 404, 403, 403, 303]),
    ("POST", WORK + "/lines/{line}/substitute", INSTEAD, "taken", [401, 401, 403, 409, 409, 404, 403, 403, 401]),
    ("POST", WORK + "/lines/{line}/ask", INSTEAD, "taken", [401, 401, 403, 422, 422, 404, 403, 403, 401]),
    ("POST", WORK + "/ready", {"bin": "A1"}, "picked", PREPARERS),
    ("POST", WORK + "/undo-ready", {}, "ready", PREPARERS),
    ("POST", WORK + "/hand-over", {}, "ready", COUNTER),
    ("POST", WORK + "/no-show", {"reason": "no_show"}, "told", COUNTER),
    ("GET", "/orders", {}, "open", [303, 303, 200, 200, 200, 200, 200, 303, 303]),
    ("GET", "/orders/{order}", {}, "open", LOOKERS),
    ("GET", "/orders/{order}/why", {}, "open", [303, 303, 403, 403, 200, 404, 200, 403, 303]),
    ("GET", "/orders/{order}/why/places", {}, "open", [303, 303, 403, 403, 404, 404, 404, 403, 303]),
    ("POST", "/orders/{order}/cancel", {}, "open", [401, 401, 403, 403, 200, 404, 200, 403, 401]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "form", "stage", "statuses"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED]
)
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], stage: str, statuses: list[int]
) -> None:
    async def scene(worker: Actor) -> dict[str, Any]:
        return await places_of(chain, await order_at(chain, stage, worker))

    def asked(browser: Browser, places: dict[str, Any]) -> Awaitable[httpx.Response]:
        return ask(browser, method, path.format(**places), filled(form, places))

    everybody, may_change = await visitors(app, chain), method == "POST"
    answered = await answers(chain, everybody, scene, asked, may_change=may_change)
    assert answered == dict(zip(VISITORS, statuses, strict=True))


async def ask(browser: Browser, method: str, path: str, form: dict[str, Any]) -> httpx.Response:
    return await (browser.get(path) if method == "GET" else tap(browser, path, **form))


def filled(form: dict[str, Any], places: dict[str, Any]) -> dict[str, Any]:
    return {name: value.format(**places) for name, value in form.items()}


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{\w+:\w+}", "{}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith(SCREENS) and not ELSEWHERE.search(route.path)
        for method in route.methods - {"OPTIONS"}
    }
    assert {(method, re.sub(r"{\w+}", "{}", path)) for method, path, *_ in ASKED} == served


async def test_a_list_of_orders_holds_those_of_the_viewer_s_stores(app: Litestar, chain: House) -> None:
    story = await order_at(chain, "open")
    shown = {name: story.number in (await browser.get("/orders")).text
             for name, browser in (await visitors(app, chain)).items() if name in STAFF}  # fmt: skip
    assert shown == {name: name != "manager elsewhere" for name in STAFF}
