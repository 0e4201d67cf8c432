"""People with PINs and passwords, and browsers that they sign in on."""

from collections.abc import AsyncGenerator
from functools import cache
from typing import Any, cast
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import text

from comptoir.identity.actions.devices import enrol_device
from comptoir.identity.actions.secrets import hash_secret
from comptoir.wiring.actors import Actor
from tests.house import LYON, NADIA, House
from tests.served import serving

PIN = "2846"
PASSWORD = "correct horse battery"
ORIGIN = "http://comptoir.test"


@cache
def hash_of(secret: str) -> str:
    return hash_secret(secret)


class Browser:
    """A browser: it keeps cookies, and says where its requests come from."""

    def __init__(self, app: Litestar, *, address: str = "192.0.2.1") -> None:
        transport = httpx.ASGITransport(cast(Any, app), client=(address, 50_000))
        self.client = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"Sec-Fetch-Site": "same-origin"})

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def post(self, path: str, headers: dict[str, str] | None = None, **fields: Any) -> httpx.Response:
        return await self.client.post(path, data=fields, headers=headers)

    async def sign_in(self, person: Actor, password: str = PASSWORD) -> httpx.Response:
        """By e-mail and password."""
        return await self.post("/sign-in", email=f"{person.id}@example.fr", password=password)

    async def enter_pin(self, person: Actor, pin: str = PIN) -> httpx.Response:
        """By PIN, on a tablet."""
        return await self.post("/pin", staff_id=person.id, pin=pin)

    async def is_signed_in(self) -> bool:
        return (await self.get("/account")).status_code == 200

    def keep(self, cookie: str, value: str) -> None:
        """Keep a cookie that no answer set."""
        self.cookies.set(cookie, value, domain="comptoir.test")

    @property
    def cookies(self) -> httpx.Cookies:
        return self.client.cookies


@pytest.fixture
async def chain(house: House) -> House:
    """The house, where everybody has a PIN, and managers and headquarters a password."""
    secrets = {"pin": hash_of(PIN), "password": hash_of(PASSWORD)}
    async with house.sessions() as session:
        await session.execute(text("UPDATE staff SET pin_hash = :pin"), {"pin": secrets["pin"]})
        managers = "UPDATE staff SET password_hash = :password WHERE role IN ('manager', 'headquarters')"
        await session.execute(text(managers), {"password": secrets["password"]})
        await session.commit()
    return house


@pytest.fixture
async def app(chain: House) -> AsyncGenerator[Litestar]:
    """The application at the house's moment."""
    async with serving(chain.settings, chain.clock) as app:
        yield app


@pytest.fixture
def browser(app: Litestar) -> Browser:
    """Any browser, where nobody is signed in."""
    return Browser(app)


@pytest.fixture
async def tablet(app: Litestar, chain: House) -> Browser:
    """A tablet that Nadia enrolled at Lyon."""
    return await tablet_of(app, chain)


async def tablet_of(app: Litestar, chain: House, name: str = "Counter") -> Browser:
    """A tablet at Lyon."""
    async with chain.work(NADIA) as work:
        token = await enrol_device(work, location_id=LYON, name=name)
    made = Browser(app)
    made.keep("comptoir_device", token)
    return made


async def device_id(chain: House) -> UUID:
    """The id of the only tablet."""
    return await chain.value("SELECT id FROM devices")
