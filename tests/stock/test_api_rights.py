"""Every address of the stock's API, asked by everybody: whoever may not read stock learns nothing of it."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.fulfilment.visitors import STAFF, bearing
from tests.house import BREAD, TUESDAY_TEN, House
from tests.identity.conftest import Browser, app, chain, tablet_of
from tests.identity.test_endpoints import visit
from tests.sales.conftest import key_with
from tests.stock.feeding import fed, ndjson

__all__ = ["app", "chain"]

DOORS = ("/api/availability", "/api/stock", "/api/feeds")
ASKED = [
    ("GET", "/api/availability?sku=BREAD&location=LYON"),
    ("GET", "/api/stock/export"),
    ("GET", "/api/stock/levels/LYON/BREAD"),
    ("GET", "/api/stock/levels/LYON/BREAD/movements"),
    ("GET", "/api/feeds"),
]
OF_A_FEED = [("GET", "/api/feeds/{feed}"), ("GET", "/api/feeds/{feed}/report")]
SAID = {"kind": "snapshot", "source": "erp", "as_of": "2026-11-24T09:00:00Z"}
ROW = {"location": "LYON", "sku": "BREAD", "on_hand": 12}
FEEDING: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/api/stock/levels", {"json": {**SAID, "rows": [ROW]}}),
    ("PUT", "/api/stock/shelves", {"json": {"rows": [{"location": "LYON", "sku": "BREAD", "shelf": "A-4"}]}}),
    ("POST", "/api/feeds", {"params": SAID, "json": ROW, "headers": {"Content-Type": "application/x-ndjson"}}),
]

PROBLEM = {"application/problem+json"}
VISITORS = {
    "nobody": 401,
    "tablet": 401,
    "an unknown key": 401,
    "a key that may not": 403,
    **dict.fromkeys(STAFF, 403),
    "headquarters": 200,
    "a key that may": 200,
}


@pytest.mark.parametrize(("method", "path"), ASKED)
async def test_only_who_may_read_stock_is_told(app: Litestar, chain: House, method: str, path: str) -> None:
    answers = {name: await (await come(app, chain)).client.request(method, path) for name, come in COMING.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == VISITORS
    assert {answer.headers["content-type"] for answer in answers.values() if answer.status_code != 200} == PROBLEM


@pytest.mark.parametrize(("method", "path"), OF_A_FEED)
async def test_a_feed_is_shown_to_who_reads_stock_or_sent_it(
    app: Litestar, chain: House, method: str, path: str
) -> None:
    path = path.format(feed=(await fed(chain, ndjson({**ROW, "sku": "TEA"}), as_of=TUESDAY_TEN)).id)
    answers = {name: await (await come(app, chain)).client.request(method, path) for name, come in COMING.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == VISITORS | {"a key that may not": 404}
    assert {answer.headers["content-type"] for answer in answers.values() if answer.status_code != 200} == PROBLEM


@pytest.mark.parametrize(("method", "path", "sent"), FEEDING)
async def test_only_who_may_feed_stock_does(
    app: Litestar, chain: House, method: str, path: str, sent: dict[str, Any]
) -> None:
    answered: dict[str, int] = {}
    for name, come in {**COMING, "a key that may": with_key("stock:write")}.items():
        browser = await come(app, chain)
        before = await known(chain)
        headers: Any = {"Idempotency-Key": str(uuid4()), **sent.get("headers", {})}
        asking: dict[str, Any] = sent | {"headers": headers}
        answered[name] = (await browser.client.request(method, path, **asking)).status_code // 100
        assert answered[name] == 2 or await known(chain) == before
    allowed = {"headquarters": 403, "a key that may not": 200}
    assert answered == {name: status // 100 for name, status in (VISITORS | allowed).items()}


async def known(chain: House) -> Any:
    rows = "SELECT (SELECT count(*) FROM feeds) + (SELECT count(*) FROM stock_shelves)"
    return await chain.level(BREAD), await chain.value(rows)


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, route.path)
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith(DOORS)
        for method in route.methods - {"OPTIONS"}
    }
    of_all = [*ASKED, *OF_A_FEED, *((method, path) for method, path, _ in FEEDING)]
    asked = [(method, path.partition("?")[0]) for method, path in of_all]
    assert {address for address in served if not any(fits(address, each) for each in asked)} == set()


def fits(address: tuple[str, str], asked: tuple[str, str]) -> bool:
    """Whether the address, with places in it, is the one that is asked."""
    return address[0] == asked[0] and re.fullmatch(re.sub(r"{[^}]+}", "[^/]+", address[1]), asked[1]) is not None


Coming = Callable[[Litestar, House], Awaitable[Browser]]


def with_key(*scopes: str) -> Coming:
    async def come(app: Litestar, chain: House) -> Browser:
        return bearing(app, await key_with(chain, *scopes))

    return come


def signed_in(name: str) -> Coming:
    return lambda app, chain: visit(app, chain, STAFF[name])


async def anybody(app: Litestar, _: House) -> Browser:
    return Browser(app)


async def guesser(app: Litestar, _: House) -> Browser:
    return bearing(app, "ck_guess_guess")


COMING: dict[str, Coming] = {
    "nobody": anybody,
    "tablet": tablet_of,
    "an unknown key": guesser,
    "a key that may not": with_key("orders:read", "orders:write", "stock:write"),
    **{name: signed_in(name) for name in STAFF},
    "a key that may": with_key("stock:read"),
}
