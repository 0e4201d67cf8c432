"""Many buyers at once, before a server that may die."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx

from tests.house import House
from tests.parts import Part, free_port
from tests.sales.conftest import key_with

PATIENCE_S = 60


class Crowd:
    """Buyers who each want one order, and ask again under the same key until they have an answer."""

    def __init__(self, client: httpx.AsyncClient, server: Part) -> None:
        self.client, self.server = client, server
        self.answers: list[httpx.Response] = []
        self.failures: list[int | str] = []
        """What came instead of an answer: a status, or what happened to the connection."""

    async def buy(self, order: Any, *, buyers: int) -> None:
        """Each buys until served or refused."""
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*(self._insist(order) for _ in range(buyers)))

    async def served(self, *, at_least: int) -> None:
        """Wait until so many have their answer."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.answers) < at_least:
                await asyncio.sleep(0.002)

    async def until_ready(self, status: int = 200) -> None:
        """Wait until /ready answers so."""
        end = asyncio.get_running_loop().time() + PATIENCE_S
        while (found := await self._readiness()) != status:
            assert asyncio.get_running_loop().time() < end, f"{found} {self.server.log[-3000:]}"
            await asyncio.sleep(0.05)

    @property
    def statuses(self) -> list[int]:
        return sorted(answer.status_code for answer in self.answers)

    @property
    def acknowledged(self) -> list[str]:
        """The ids of the orders that were said to be placed."""
        return sorted(answer.json()["id"] for answer in self.answers if answer.status_code == 201)

    async def _insist(self, order: Any) -> None:
        headers = {"Idempotency-Key": str(uuid4())}
        while (answer := await self._try(order, headers)) is None:
            await asyncio.sleep(0.5)
        self.answers.append(answer)

    async def _try(self, order: Any, headers: dict[str, str]) -> httpx.Response | None:
        try:
            answer = await self.client.post("/api/orders", json=order, headers=headers)
        except httpx.TransportError as error:
            self.failures.append(type(error).__name__)
            return None
        if answer.status_code < 500:
            return answer
        self.failures.append(answer.status_code)
        return None

    async def _readiness(self) -> int | str:
        try:
            return (await self.client.get("/ready", timeout=5)).status_code
        except httpx.TransportError as error:
            return type(error).__name__


@asynccontextmanager
async def crowd_before(house: House) -> AsyncGenerator[Crowd]:
    """A crowd with the shop site's key before a real server of two web processes."""
    port = free_port()
    server = Part("serve", house.settings, COMPTOIR_PORT=str(port), COMPTOIR_WEB_PROCESSES="2")
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}",
        headers={"Authorization": f"Bearer {await key_with(house, 'orders:write')}"},
        limits=httpx.Limits(max_connections=200),
        timeout=30,
    ) as client:
        with server.running():
            crowd = Crowd(client, server)
            await crowd.until_ready()
            yield crowd
