"""A web process with the live socket alone, and a client to talk to it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar
from sqlalchemy import text
from websockets.asyncio.client import ClientConnection, connect

from comptoir.fulfilment.events import PreparationRang
from comptoir.identity.events import SessionEnded
from comptoir.kit.clock import SystemClock
from comptoir.wiring.actors import NOBODY, Actor
from comptoir.wiring.fragments import Fragment, Fragments
from comptoir.wiring.live import Live, live_handler
from comptoir.wiring.sessions import Session, Sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work
from tests.house import LEA, PAUL
from tests.wiring.stage import until

LYON, ANNECY = "store:1:queue", "store:2:queue"


async def rings_so_far(work: Work, location_id: int) -> dict[str, Any]:
    count = text("SELECT count(*) FROM events WHERE data ->> 'location_id' = :location")
    return {"rings": (await work.execute(count, {"location": str(location_id)})).scalar_one()}


def belongs(work: Work, *, location_id: int) -> bool:
    return location_id in work.actor.locations


class Server:
    """A web process with the live socket alone, and the people who may come in."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.people: dict[str, Actor] = {"lea": LEA, "paul": PAUL}
        self.origin = f"http://127.0.0.1:{port}"
        self.url = f"ws://127.0.0.1:{port}/live"
        fragments = Fragments()
        fragments.add(Fragment("store:{location_id}:queue", "any.html", (PreparationRang,), belongs, rings_so_far))
        self.live = Live(
            settings.model_copy(update={"public_url": self.origin}),
            fragments=fragments,
            clock=SystemClock(),
            authenticate=self._authenticate,
            recheck=frozenset({SessionEnded}),
        )

    @asynccontextmanager
    async def connect(self, who: str = "lea") -> AsyncGenerator[ClientConnection]:
        async with connect(f"{self.url}?token={who}", origin=self.origin) as socket:  # type: ignore[arg-type]
            yield socket

    async def _authenticate(self, session: Session, _headers: dict[str, str], token: str | None) -> Actor:
        await session.execute(text("SELECT 1"))
        return self.people.get(token or "", NOBODY)


@asynccontextmanager
async def served(server: Server, port: int) -> AsyncGenerator[None]:
    """The server runs."""
    app = Litestar([live_handler(lambda _: server.live)], lifespan=[server.live.running], openapi_config=None)
    running = uvicorn.Server(uvicorn.Config(app, port=port, ws="websockets-sansio", log_config=None, lifespan="on"))
    task = asyncio.create_task(running.serve())
    await until(lambda: running.started and server.live.hub.ready.is_set())
    try:
        yield
    finally:
        running.should_exit = True
        await task


async def say(socket: ClientConnection, **message: Any) -> None:
    await socket.send(msgspec.json.encode(message).decode())


async def hear(socket: ClientConnection) -> dict[str, Any]:
    return msgspec.json.decode(await asyncio.wait_for(socket.recv(), 5))


async def ask(socket: ClientConnection, **message: Any) -> dict[str, Any]:
    await say(socket, **message)
    return await hear(socket)


async def here(sessions: Sessions) -> str:
    """The position that a page would be given now."""
    async with sessions() as session:
        return f"{(await session.execute(text('SELECT pg_snapshot_xmin(pg_current_snapshot())::text'))).scalar_one()}:0"
