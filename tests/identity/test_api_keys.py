"""Machines have keys: scoped, shown once, revocable."""

import re
from typing import Any

import pytest
from litestar import Litestar

from comptoir.identity.actions.api_keys import UnknownScope, make_api_key
from comptoir.identity.actions.sessions import touch
from comptoir.identity.queries import authenticate
from comptoir.identity.rules import SCOPES, Right, may
from comptoir.wiring.actors import NOBODY, Actor
from tests.house import ANNECY, IRIS, LYON, House
from tests.identity.conftest import Browser


@pytest.fixture
async def iris(browser: Browser) -> Browser:
    """Iris of headquarters, signed in."""
    await browser.sign_in(IRIS)
    return browser


async def machine(chain: House, key: str) -> Actor:
    """Whom the server sees behind a key."""
    async with chain.sessions() as session:
        return await authenticate(session, session_token=None, device_token=None, api_key=key, now=chain.clock.now())


def key_in(page: str) -> str:
    """The key that a page shows."""
    found = re.search(r"ck_[0-9a-z]{6}_[\w-]{43}", page)
    assert found
    return found[0]


async def test_a_key_is_shown_once_and_kept_as_a_hash(iris: Browser, chain: House) -> None:
    answer = await iris.post("/api-keys", name="Shop site", scopes=["orders:read", "orders:write"])
    key = key_in(answer.text)
    assert answer.headers["cache-control"] == "no-store"
    page = (await iris.get("/api-keys")).text
    assert "Shop site" in page
    assert key not in page
    assert key not in str(await chain.rows("SELECT * FROM api_keys")) + str(await chain.rows("SELECT * FROM events"))
    assert await chain.events() == ["SignedIn", "ApiKeyMade"]


async def test_a_key_acts_within_its_scopes(iris: Browser, app: Litestar, chain: House) -> None:
    reader = key_in((await iris.post("/api-keys", name="Reports", scopes="orders:read")).text)
    actor = await machine(chain, reader)
    assert (actor.kind, actor.name, actor.scopes) == ("machine", "Reports", {"orders:read"})
    bearer = {"Authorization": f"Bearer {reader}"}
    elsewhere = Browser(app).client
    assert (await elsewhere.get("/api/orders", headers=bearer)).status_code == 200
    assert (await elsewhere.post("/api/orders", headers=bearer, json={})).status_code in (400, 403)
    assert (await elsewhere.get("/api/orders")).status_code == 401


async def test_every_scope_can_be_chosen_by_what_it_means(iris: Browser) -> None:
    page = (await iris.get("/api-keys")).text
    assert all(f'value="{scope}"' in page for scope in SCOPES)
    assert "Read stock" in page
    assert "Feed stock" in page


async def test_a_revoked_key_is_worth_nothing(iris: Browser, app: Litestar, chain: House) -> None:
    key = key_in((await iris.post("/api-keys", name="Shop site", scopes="orders:read")).text)
    key_id = await chain.value("SELECT id FROM api_keys")
    assert (await iris.post(f"/api-keys/{key_id}/revoke")).status_code == 303
    assert await machine(chain, key) == NOBODY
    answer = await Browser(app).client.get("/api/orders", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401
    assert "Revoked" in (await iris.get("/api-keys")).text
    assert (await iris.post(f"/api-keys/{key_id}/revoke")).status_code == 404


@pytest.mark.parametrize("key", ["", "ck_", "ck_aaaaaa_" + "x" * 43, "é", "0" * 5000])
async def test_an_unknown_key_is_nobody_even_where_somebody_is_signed_in(iris: Browser, chain: House, key: str) -> None:
    async with chain.sessions() as session:
        actor = await authenticate(
            session,
            session_token=iris.cookies["comptoir_session"],
            device_token=None,
            api_key=key,
            now=chain.clock.now(),
        )
    assert actor == NOBODY


@pytest.mark.parametrize("scopes", [[], ["orders:read", "everything"], ["manage_chain"]])
async def test_a_key_needs_scopes_that_exist(iris: Browser, chain: House, scopes: list[str]) -> None:
    answer = await iris.post("/api-keys", name="Shop site", scopes=scopes)
    assert answer.status_code == 422
    assert "Choose what the key may do." in answer.text
    assert await chain.rows("SELECT id FROM api_keys") == []


async def test_the_use_of_a_key_is_noted_once_a_minute(chain: House) -> None:
    async with chain.work() as work:
        key = await make_api_key(work, name="Shop site", scopes=["orders:read"])
    made = chain.clock.now()
    for seconds, noted in [(10, 10), (59, 10), (1, 70)]:
        chain.wait(seconds=seconds)
        async with chain.work(await machine(chain, key)) as work:
            await touch(work)
        used = await chain.value("SELECT last_used_at FROM api_keys")
        assert (used - made).total_seconds() == noted


async def test_the_command_line_makes_keys_too(chain: House) -> None:
    async with chain.work() as work:
        with pytest.raises(UnknownScope):
            await make_api_key(work, name="Shop site", scopes=["nothing"])
        key = await make_api_key(work, name="Shop site", scopes=["orders:write"])
    assert (await machine(chain, key)).name == "Shop site"


async def test_a_key_for_a_location_is_of_no_other(iris: Browser, chain: House) -> None:
    said: Any = {"name": "WMS", "scopes": ["work:read", "work:write", "webhooks:write"], "locations": [str(LYON)]}
    actor = await machine(chain, key_in((await iris.post("/api-keys", **said)).text))
    assert actor.locations == {LYON}
    assert [may(actor, Right.PREPARE, at) for at in (LYON, ANNECY)] == [True, False]
    assert not may(actor, Right.READ_WORK)
    assert "Only at Lyon" in (await iris.get("/api-keys")).text


@pytest.mark.parametrize(
    ("scopes", "locations", "sentence"),
    [
        (["work:read"], [], "Choose the locations whose work the machine does."),
        (["work:read"], ["99"], "Choose the locations whose work the machine does."),
        (["work:read", "orders:read"], [str(LYON)], "A key for some locations may only read and do their work"),
    ],
)
async def test_the_chain_and_a_location_are_not_mixed(
    iris: Browser, chain: House, scopes: list[str], locations: list[str], sentence: str
) -> None:
    answer = await iris.post("/api-keys", name="WMS", scopes=scopes, locations=locations)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert 'value="WMS"' in answer.text
    assert await chain.rows("SELECT id FROM api_keys") == []
