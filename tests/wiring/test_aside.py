"""Requests beside the edge: they know who asks, and commit as often as they like."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from litestar import Litestar, Request, post

from comptoir.app import create_app
from comptoir.identity.actions.sessions import begin_session
from comptoir.kit.errors import NotFound, NotSignedIn
from comptoir.stock.actions import adjust
from comptoir.wiring.aside import ASIDE, CurrentAside
from tests.house import BREAD, IRIS, LYON, House, Level
from tests.identity.conftest import Browser
from tests.sales.conftest import key_with
from tests.served import running


@post("/api/pallets", opt=ASIDE, include_in_schema=False)
async def receive_pallets(request: Request[Any, Any, Any], aside: CurrentAside) -> str:
    """Ten more breads for each line of the body; a broken pallet ends it."""
    actor = await aside.actor(request)
    if actor.kind == "nobody":
        raise NotSignedIn
    async for line in request.stream():
        async with aside.work(actor) as work:
            await adjust(
                work, location_id=LYON, variant_id=BREAD, reason="found", quantity=10, reference=line.decode().strip()
            )
            if b"broken" in line:
                raise NotFound
    return actor.key


@pytest.fixture
async def app(house: House) -> AsyncGenerator[Litestar]:
    made = create_app(house.settings, house.clock)
    made.register(receive_pallets)
    async with running(made) as app:
        yield app


@pytest.fixture
async def lorry(app: Litestar, house: House) -> Browser:
    """A machine with a key."""
    browser = Browser(app)
    browser.client.headers["Authorization"] = f"Bearer {await key_with(house, 'stock:write')}"
    return browser


async def lines(*pallets: str) -> AsyncGenerator[bytes]:
    for pallet in pallets:
        yield pallet.encode()


async def test_each_transaction_stands_for_itself(lorry: Browser, house: House) -> None:
    answer = await lorry.client.post("/api/pallets", content=lines("1", "2", "broken", "4"))
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert await house.level(BREAD) == Level(30)
    actors = {row.actor for row in await house.rows("SELECT actor FROM movements WHERE cause = 'found'")}
    assert [actor.split(":")[0] for actor in actors] == ["machine"]


async def test_who_asks_is_known_and_the_use_of_their_key_noted(lorry: Browser, house: House) -> None:
    answer = await lorry.client.post("/api/pallets", content=lines("1"))
    assert answer.text.startswith("machine:")
    assert await house.value("SELECT last_used_at FROM api_keys") == house.clock.now()


async def test_nobody_else_is_let_in(app: Litestar, lorry: Browser, house: House) -> None:
    lorry.client.headers["Authorization"] = "Bearer ck_guess_guess"
    assert (await lorry.client.post("/api/pallets", content=lines("1"))).status_code == 401
    office = Browser(app)
    async with house.work(IRIS) as work:
        office.keep("comptoir_session", await begin_session(work, int(IRIS.id)))
    office.client.headers["Sec-Fetch-Site"] = "cross-site"
    assert (await office.client.post("/api/pallets", content=lines("1"))).status_code == 403
    assert await house.level(BREAD) == Level(10)
