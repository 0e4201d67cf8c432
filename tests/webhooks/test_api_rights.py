"""Every address of the API of webhooks, asked by everybody: who may not manage them learns and changes nothing."""

import re
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.webhooks.rules.types import AVAILABILITY
from tests.fulfilment.visitors import STAFF, bearing
from tests.house import House
from tests.identity.conftest import Browser, app, chain, tablet_of
from tests.identity.test_endpoints import visit
from tests.sales.conftest import key_with
from tests.webhooks.hooks import Hooks
from tests.webhooks.receiver import Receiver

__all__ = ["app", "chain"]

HOOK = {"name": "Spy", "url": "https://93.184.215.14/", "types": [AVAILABILITY]}
ONE = "/api/webhooks/{webhook}"
ASKED: list[tuple[str, str, Any, int]] = [
    ("GET", "/api/webhooks", None, 200),
    ("POST", "/api/webhooks", HOOK, 201),
    ("GET", ONE, None, 200),
    ("PUT", ONE, HOOK, 200),
    ("DELETE", ONE, None, 204),
    ("POST", ONE + "/secret", None, 200),
    ("POST", ONE + "/pause", None, 200),
    ("POST", ONE + "/resume", None, 409),
    ("POST", ONE + "/replay", {"from": "now"}, 200),
    ("POST", ONE + "/test", None, 202),
]
REFUSED = {
    "nobody": 401,
    "tablet": 401,
    "an unknown key": 401,
    "a key that may not": 403,
    **dict.fromkeys([name for name in STAFF if name != "headquarters"], 403),
}


async def visitors(app: Litestar, chain: House) -> dict[str, Browser]:
    """A browser for everybody."""
    return {
        "nobody": Browser(app),
        "tablet": await tablet_of(app, chain),
        "an unknown key": bearing(app, "ck_guess_guess"),
        "a key that may not": bearing(app, await key_with(chain, "orders:read", "orders:write", "stock:read")),
        **{name: await visit(app, chain, person) for name, person in STAFF.items()},
        "a key that may": bearing(app, await key_with(chain, "webhooks:write", "stock:read")),
    }


@pytest.mark.parametrize(("method", "path", "body", "status"), ASKED)
async def test_only_headquarters_and_keys_with_the_scope_are_answered(
    app: Litestar, chain: House, receiver: Receiver, method: str, path: str, body: Any, status: int
) -> None:
    for name, browser in (await visitors(app, chain)).items():
        webhook_id = await Hooks(with_private(chain), receiver).about_stock()
        before = await chain.rows("SELECT to_jsonb(webhooks) FROM webhooks ORDER BY id")
        answer = await ask(browser, method, path.format(webhook=webhook_id), body)
        assert answer.status_code == REFUSED.get(name, status), (name, answer.text)
        if name in REFUSED:
            assert "Shop site" not in answer.text
            assert await chain.rows("SELECT to_jsonb(webhooks) FROM webhooks ORDER BY id") == before


async def ask(browser: Browser, method: str, path: str, body: Any) -> Any:
    return await browser.client.request(method, path, json=body, headers={"Idempotency-Key": str(uuid4())})


def with_private(chain: House) -> House:
    """So that the house takes the receiver's address; the application has its own settings."""
    chain.settings = chain.settings.model_copy(update={"webhooks_to_private_addresses": True})
    return chain


async def test_a_key_is_told_only_what_it_may_read(app: Litestar, chain: House) -> None:
    for scopes, types, status in [
        (("webhooks:write",), [AVAILABILITY], 403),
        (("webhooks:write", "stock:read"), [AVAILABILITY], 201),
        (("webhooks:write", "stock:read"), [AVAILABILITY, "order.placed"], 403),
        (("webhooks:write", "orders:read"), ["order.placed", "preparation.ready"], 201),
    ]:
        browser = bearing(app, await key_with(chain, *scopes))
        answer = await ask(browser, "POST", "/api/webhooks", {**HOOK, "types": types})
        assert answer.status_code == status
        assert status == 201 or answer.json()["field"] == "types"


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{\w+:\w+}", "{webhook}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/api/webhooks")
        for method in route.methods - {"OPTIONS"}
    }
    assert {(method, path) for method, path, *_ in ASKED} == served
