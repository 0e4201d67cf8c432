"""Comptoir as it is served: the web server and the worker as processes, on a database of their own."""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
from sqlalchemy import text

from comptoir.identity.actions.secrets import hash_secret
from comptoir.identity.rules.secrets import digest
from comptoir.sales.actions import Guest
from comptoir.wiring.actors import Actor
from comptoir.wiring.database import make_engine, make_sessions
from comptoir.wiring.settings import Settings
from e2e.mailbox import Mailbox, mail_server
from e2e.process import Process
from tests.house import ANNECY, BREAD, CHEESE, LYON, MARIE, PEOPLE, SKUS, House

PINS = {person.id: f"27{person.id}8" for person in PEOPLE}
PASSWORD = "correct horse battery"
API_KEY = "ck_shopsite_a-key-that-only-tests-have"
STORES = {LYON: "LYON", ANNECY: "ANNECY"}
START_S = 90
PATIENCE_S = 15


class Order(msgspec.Struct, frozen=True):
    """An order that was placed."""

    id: UUID
    number: str
    preparation_id: UUID


class Shop:
    """A house that is open: its address, its database, its mail, and the shop site that sends orders."""

    def __init__(self, house: House, mail: Mailbox, environment: dict[str, str]) -> None:
        self.house, self.mail, self.settings = house, mail, house.settings
        self.url = self.settings.public_url
        self.log = self.settings.data / "comptoir.log"
        environment = os.environ | _environment(self.settings) | {"COMPTOIR_SMTP_URL": mail.url} | environment
        self.server, self.worker = (Process(word, environment, self.log) for word in ("serve", "worker"))
        self._site = httpx.AsyncClient(base_url=self.url, headers={"Authorization": f"Bearer {API_KEY}"}, timeout=20)

    async def open(self) -> None:
        """Start both processes; returns when the server answers."""
        await asyncio.gather(self.server.start(), self.worker.start())
        await self.answers()

    async def answers(self) -> None:
        """Returns when the server is ready."""
        async with asyncio.timeout(START_S):
            while not await self._is_ready():
                assert self.server.is_running, self.log.read_text()
                await asyncio.sleep(0.05)

    async def close(self) -> None:
        await self._site.aclose()
        await asyncio.gather(self.server.stop(), self.worker.stop())

    async def order(self, *lines: tuple[int | str, int], guest: Guest = MARIE, location: int = LYON) -> Order:
        """The shop site orders (variant or SKU, quantity) pairs by the API."""
        body = {
            "location": STORES[location],
            "customer": {"name": guest.name, "email": guest.email, "locale": guest.locale},
            "lines": [{"sku": _sku(of), "quantity": quantity} for of, quantity in lines],
        }
        placed = await self.command("/api/orders", body)
        order_id = UUID(placed["id"])
        return Order(order_id, placed["number"], await self.house.preparation_of(order_id))

    async def cancel(self, order: Order) -> None:
        """The shop site cancels an order by the API."""
        await self.command(f"/api/orders/{order.id}/cancel", None)

    async def feed(self, units: dict[tuple[int, int], int]) -> None:
        """The ERP says by the API how many units there are now, by (location, variant)."""
        rows = [{"location": STORES[at], "sku": SKUS[of], "on_hand": n} for (at, of), n in units.items()]
        now = datetime.now(UTC).isoformat()
        taken = await self.command(
            "/api/stock/levels", {"kind": "snapshot", "source": "erp", "as_of": now, "rows": rows}
        )
        assert taken["applied"] == len(rows), taken

    async def command(self, path: str, body: Any) -> dict[str, Any]:
        """A command of the shop site by the API; its answer."""
        answer = await self._site.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
        assert answer.is_success, answer.text
        return answer.json()

    async def upload(self, table: str, *, name: str) -> None:
        """The ERP uploads a CSV of what is there now, for the worker to take."""
        told = {"kind": "snapshot", "source": "erp", "as_of": datetime.now(UTC).isoformat(), "name": name}
        headers = {"Idempotency-Key": str(uuid4()), "Content-Type": "text/csv"}
        answer = await self._site.post("/api/feeds", params=told, content=table.encode(), headers=headers)
        assert answer.status_code == 202, answer.text

    async def holder_of(self, order: Order) -> str:
        """The name of who has it."""
        query = "SELECT s.name FROM preparations p JOIN staff s ON s.id = p.holder_id WHERE p.id = :id"
        return await self.house.value(query, id=order.preparation_id)

    @asynccontextmanager
    async def speaking(self, person: Actor, locale: str) -> AsyncGenerator[None]:
        """Somebody's language is this for a while, then English again."""
        await self._set_locale(person, locale)
        try:
            yield
        finally:
            await self._set_locale(person, "en")

    async def becomes(self, order: Order, status: str) -> None:
        """Returns when the order has this status: some things follow a moment later."""
        async with asyncio.timeout(PATIENCE_S):
            while await self.house.status_of(order.id) != status:
                await asyncio.sleep(0.05)

    def faults(self) -> list[str]:
        """What the server and the worker complained about in their log."""
        complaints = ("[error", '"error"', "Traceback", "CRITICAL")
        lines = self.log.read_text().splitlines()
        return [line for line in lines if any(complaint in line for complaint in complaints)]

    async def _set_locale(self, person: Actor, locale: str) -> None:
        async with self.house.sessions() as session:
            chosen = {"id": int(person.id), "locale": locale}
            await session.execute(text("UPDATE staff SET locale = :locale WHERE id = :id"), chosen)
            await session.commit()

    async def _is_ready(self) -> bool:
        try:
            return (await self._site.get("/ready")).is_success
        except httpx.TransportError:
            return False


def _sku(of: int | str) -> str:
    return of if isinstance(of, str) else SKUS[of]


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "DATABASE_URL": str(settings.database_url),
        "COMPTOIR_DATA": str(settings.data),
        "COMPTOIR_SECRET": settings.secret,
        "COMPTOIR_PORT": str(settings.port),
        "COMPTOIR_PUBLIC_URL": settings.public_url,
    }


@asynccontextmanager
async def shop_in(database_url: str, folder: Path, environment: dict[str, str]) -> AsyncGenerator[Shop]:
    """A shop with the cast of `tests.house` in an empty, migrated database, open round the clock; closed at the end."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = Settings(database_url=database_url, data=folder, secret="s" * 32, port=port, public_url=url)
    engine = make_engine(database_url, pool_size=2)
    house = House(make_sessions(engine), settings)
    await house.build()
    for variant in (BREAD, CHEESE):
        await house.deliver(variant, 90)
    await _let_in(house)
    async with mail_server() as mail:
        shop = Shop(house, mail, environment)
        try:
            await shop.open()
            yield shop
        finally:
            await shop.close()
            await engine.dispose()


async def _let_in(house: House) -> None:
    """Everybody has a PIN, managers and headquarters a password, the shop site its key, and it is never night."""
    always = {day: [["00:00", "23:59"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    async with house.sessions() as session:
        for person in PEOPLE:
            pin = {"id": int(person.id), "pin": hash_secret(PINS[person.id])}
            await session.execute(text("UPDATE staff SET pin_hash = :pin WHERE id = :id"), pin)
        managers = "UPDATE staff SET password_hash = :password WHERE role IN ('manager', 'headquarters')"
        await session.execute(text(managers), {"password": hash_secret(PASSWORD)})
        hours = {"hours": msgspec.json.encode(always).decode()}
        await session.execute(text("UPDATE locations SET hours = cast(:hours AS jsonb)"), hours)
        await session.execute(text(KEY), {"id": uuid4(), "hash": digest(API_KEY)})
        await session.commit()


KEY = """INSERT INTO api_keys (id, name, prefix, key_hash, scopes, created_by, created_at)
    VALUES (:id, 'Shop site', 'shopsite', :hash, '["orders:read", "orders:write", "stock:write"]', 'test', now())"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
