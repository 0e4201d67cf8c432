"""A tablet that was without a connection: it kept what was done, and sends it later."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx

from comptoir.wiring.actors import Actor
from tests.house import House
from tests.identity.conftest import Browser


class Outbox:
    """What one member of staff does on a tablet while it is offline, to be sent in order."""

    def __init__(self, chain: House, tablet: Browser, person: Actor) -> None:
        self.chain, self.tablet, self.person = chain, tablet, person
        self.kept: list[tuple[str, str, datetime, dict[str, Any]]] = []

    def do(self, path: str, **fields: Any) -> None:
        """Tap; the tablet keeps the command."""
        self.kept.append((path, str(uuid4()), self.chain.clock.now(), fields))

    async def send(self) -> list[httpx.Response]:
        """The connection is back: all that was kept, in order."""
        return [await self._send(*command) for command in self.kept]

    async def _send(self, path: str, key: str, at: datetime, fields: dict[str, Any]) -> httpx.Response:
        ago = (self.chain.clock.now() - at).total_seconds()
        acted = {"Acted-By": self.person.id, "Acted-Ago": f"{ago:.3f}"}
        return await self.tablet.post(path, headers={"HX-Request": "true", "Idempotency-Key": key} | acted, **fields)

    async def answers(self) -> list[int]:
        """The statuses of their answers."""
        return [answer.status_code for answer in await self.send()]
