"""Every address of identity, asked by everybody: nobody learns or changes more than is theirs."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import UUID

import msgspec
import pytest
from litestar import Controller, Litestar
from litestar.handlers import HTTPRouteHandler

from comptoir.identity.actions.api_keys import make_api_key
from comptoir.identity.actions.sessions import begin_session
from comptoir.identity.screens import AccountScreens, ApiKeyScreens, DeviceScreens, SignInScreens, TeamScreens
from comptoir.wiring.actors import Actor
from tests.house import HUGO, IRIS, LEA, LYON, NADIA, PAUL, ZOE, House
from tests.identity.conftest import PASSWORD, PIN, Browser, tablet_of

VISITORS: dict[str, Actor | None] = {
    "nobody": None,
    "associate": ZOE,
    "preparer": LEA,
    "manager elsewhere": PAUL,
    "manager": NADIA,
    "headquarters": IRIS,
}

HUGO_AS_HE_IS = {"name": "Hugo", "role": "preparer", "locations": LYON}
TOM = {"name": "Tom", "role": "preparer", "locations": LYON}
KEY = {"name": "Shop site", "scopes": "orders:read"}
COUNTER = {"location_id": LYON, "name": "Counter"}

# Method, address, form, and the status for each visitor, in their order. Who is not signed in is led to do it (303).
ASKED: list[tuple[str, str, dict[str, Any], list[int]]] = [
    ("GET", "/", {}, [303, 303, 303, 303, 303, 303]),
    ("GET", "/sign-in", {}, [200, 200, 200, 200, 200, 200]),
    ("POST", "/sign-in", {"email": "3@example.fr", "password": PASSWORD}, [303, 303, 303, 303, 303, 303]),
    ("GET", "/pin", {}, [303, 200, 200, 303, 303, 303]),
    ("POST", "/pin", {"staff_id": HUGO.id, "pin": PIN}, [403, 303, 303, 403, 403, 403]),
    ("POST", "/switch", {}, [303, 303, 303, 303, 303, 303]),
    ("POST", "/sign-out", {}, [303, 303, 303, 303, 303, 303]),
    ("POST", "/language", {"locale": "fr"}, [303, 303, 303, 303, 303, 303]),
    ("GET", "/account", {}, [303, 200, 200, 200, 200, 200]),
    ("POST", "/account/pin", {"current_pin": PIN, "pin": "5820"}, [303, 200, 200, 200, 200, 200]),
    ("POST", "/account/password", {"current_password": PASSWORD, "password": "a new long secret"},
        [303, 401, 401, 200, 200, 200]),
    ("GET", "/team", {}, [303, 403, 403, 200, 200, 200]),
    ("POST", "/team", TOM, [303, 403, 403, 403, 303, 303]),
    ("GET", "/team/new", {}, [303, 403, 403, 200, 200, 200]),
    ("GET", f"/team/{HUGO.id}", {}, [303, 403, 403, 404, 200, 200]),
    ("POST", f"/team/{HUGO.id}", HUGO_AS_HE_IS, [303, 403, 403, 404, 303, 303]),
    ("POST", f"/team/{HUGO.id}/pin", {"pin": "5820"}, [303, 403, 403, 404, 303, 303]),
    ("POST", f"/team/{HUGO.id}/password", {"password": "a new long secret"}, [303, 403, 403, 404, 422, 422]),
    ("POST", f"/team/{HUGO.id}/unlock", {}, [303, 403, 403, 404, 303, 303]),
    ("POST", f"/team/{HUGO.id}/deactivate", {}, [303, 403, 403, 404, 303, 303]),
    ("POST", f"/team/{HUGO.id}/reactivate", {}, [303, 403, 403, 404, 303, 303]),
    ("POST", f"/team/{NADIA.id}/pin", {"pin": "5820"}, [303, 403, 403, 404, 403, 303]),
    ("POST", f"/team/{NADIA.id}/password", {"password": "a new long secret"}, [303, 403, 403, 404, 403, 303]),
    ("POST", f"/team/{NADIA.id}/deactivate", {}, [303, 403, 403, 404, 409, 303]),
    ("POST", f"/team/{IRIS.id}/unlock", {}, [303, 403, 403, 404, 404, 303]),
    ("GET", "/devices", {}, [303, 403, 403, 200, 200, 200]),
    ("GET", "/devices/enrol", {}, [303, 403, 403, 200, 200, 200]),
    ("POST", "/devices/enrol", COUNTER, [303, 403, 403, 404, 303, 303]),
    ("POST", "/devices/{device}/revoke", {}, [303, 403, 403, 404, 303, 404]),
    ("GET", "/api-keys", {}, [303, 403, 403, 403, 403, 200]),
    ("POST", "/api-keys", KEY, [303, 403, 403, 403, 403, 200]),
    ("POST", "/api-keys/{key}/revoke", {}, [303, 403, 403, 403, 403, 303]),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "form", "statuses"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED])
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], statuses: list[int]
) -> None:
    path = path.format(device=await spare_tablet(app, chain), key=await spare_key(chain))
    answered: dict[str, int] = {}
    for name, browser in [(name, await visit(app, chain, person)) for name, person in VISITORS.items()]:
        before = await everything(chain)
        answer = await (browser.get(path) if method == "GET" else browser.post(path, **form))
        answered[name] = answer.status_code
        assert answer.status_code < 403 or await everything(chain) == before
    assert answered == dict(zip(VISITORS, statuses, strict=True))


def test_every_address_is_asked() -> None:
    screens = (AccountScreens, ApiKeyScreens, DeviceScreens, SignInScreens, TeamScreens)
    served = {address for screen in screens for address in addresses(screen)}
    assert {(method, re.sub(r"\d+|{\w+}", "{}", path)) for method, path, _, _ in ASKED} == served


def addresses(screen: type[Controller]) -> Iterator[tuple[str, str]]:
    """The methods and addresses that a controller serves, without the names of their places."""
    for handler in vars(screen).values():
        if isinstance(handler, HTTPRouteHandler):
            for method, path in product(handler.http_methods, handler.paths):
                yield method, re.sub(r"{\w+:\w+}", "{}", f"{screen.path}{path}".replace("//", "/").rstrip("/") or "/")


async def visit(app: Litestar, chain: House, person: Actor | None) -> Browser:
    """A browser where somebody is signed in: on a tablet of the store, or anywhere who has a password."""
    browser = Browser(app)
    if person and person.role in ("associate", "preparer"):
        browser = await tablet_of(app, chain, person.name)
        person = msgspec.structs.replace(person, device_id=await tablet_named(chain, person.name))
    if person:
        async with chain.work(person) as work:
            browser.keep("comptoir_session", await begin_session(work, int(person.id)))
    return browser


async def spare_tablet(app: Litestar, chain: House) -> UUID:
    """A tablet at Lyon that nobody uses."""
    await tablet_of(app, chain, "Spare")
    return await tablet_named(chain, "Spare")


async def tablet_named(chain: House, name: str) -> UUID:
    """The id of a tablet."""
    return await chain.value("SELECT id FROM devices WHERE name = :name", name=name)


async def spare_key(chain: House) -> UUID:
    """A key that nothing uses."""
    async with chain.work() as work:
        await make_api_key(work, name="Spare", scopes=["orders:read"])
    return await chain.value("SELECT id FROM api_keys WHERE name = 'Spare'")


async def everything(chain: House) -> dict[str, Any]:
    """All that identity knows, but for when somebody was last seen."""
    tables = ("staff", "staff_locations", "devices", "sessions", "api_keys", "events")
    last_seen = "'{last_seen_at, last_used_at, expires_at}'"
    known = "SELECT to_jsonb(known) - {last_seen}::text[] FROM {table} AS known ORDER BY 1"
    return {table: await chain.rows(known.format(table=table, last_seen=last_seen)) for table in tables}
