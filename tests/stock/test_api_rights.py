"""Every address of the stock's API, asked by everybody: whoever may not read stock learns nothing of it."""

import re
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.fulfilment.visitors import STAFF, bearing
from tests.house import BREAD, House
from tests.identity.conftest import Browser, app, chain, tablet_of
from tests.identity.test_endpoints import visit
from tests.sales.conftest import key_with

__all__ = ["app", "chain"]

DOORS = ("/api/availability", "/api/stock")
ASKED = [
    ("GET", "/api/availability?sku=BREAD&location=LYON"),
    ("GET", "/api/stock/export"),
    ("GET", "/api/stock/levels/LYON/BREAD"),
    ("GET", "/api/stock/levels/LYON/BREAD/movements"),
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


async def test_only_who_may_feed_stock_does(app: Litestar, chain: House) -> None:
    row = {"location": "LYON", "sku": "BREAD", "on_hand": 12}
    said = {"kind": "snapshot", "source": "erp", "as_of": "2026-11-24T09:00:00Z", "rows": [row]}
    answered: dict[str, int] = {}
    for name, come in {**COMING, "a key that may": with_key("stock:write")}.items():
        browser = await come(app, chain)
        before = await chain.level(BREAD)
        headers = {"Idempotency-Key": str(uuid4())}
        answered[name] = (await browser.client.post("/api/stock/levels", json=said, headers=headers)).status_code
        assert answered[name] == 200 or await chain.level(BREAD) == before
    assert answered == VISITORS | {"headquarters": 403, "a key that may not": 200}


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, route.path)
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith(DOORS)
        for method in route.methods - {"OPTIONS"}
    }
    asked = [(method, path.partition("?")[0]) for method, path in ASKED] + [("POST", "/api/stock/levels")]
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
