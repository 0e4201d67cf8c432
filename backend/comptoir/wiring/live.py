"""`/live`: one WebSocket for each device, see `messages` for what is said on it."""

import asyncio
import gc
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any

from litestar import Litestar, WebSocket, websocket
from litestar.handlers import WebsocketRouteHandler

from comptoir.kit.clock import Clock
from comptoir.kit.events import Event
from comptoir.wiring.actors import Actor
from comptoir.wiring.away import is_away
from comptoir.wiring.conversation import Conversation
from comptoir.wiring.database import make_engine
from comptoir.wiring.doorbell import Doorbell
from comptoir.wiring.fragments import Fragments
from comptoir.wiring.hub import Hub
from comptoir.wiring.keeping import keep_alive
from comptoir.wiring.locales import locale_of
from comptoir.wiring.origin import same_origin
from comptoir.wiring.renders import Renders
from comptoir.wiring.rights import Rights, concerns
from comptoir.wiring.sessions import Session
from comptoir.wiring.settings import Settings
from comptoir.wiring.tail import Tail

CONNECTIONS = 6
"""The tail's, three renders', one for who catches up and one for rights: requests never keep them waiting."""

ASK_AGAIN_S = 30.0
"""All devices are asked again within about so long who they are, since sign-ins also end by themselves."""

TRY_LATER = 1013
"""The code of a connection that is closed since the database is away."""

LiveAuthenticate = Callable[[Session, dict[str, str], str | None], Awaitable[Actor]]
"""Who connects, by the handshake's headers (lower-case names) and by `?token=`, which customers' pages have."""


class Live:
    """The live side of a web process: doorbell, tail, hub, and what is said on `/live`."""

    def __init__(
        self,
        settings: Settings,
        *,
        fragments: Fragments,
        clock: Clock,
        authenticate: LiveAuthenticate,
        recheck: frozenset[type[Event]],
    ) -> None:
        """An event of `recheck` has the devices that it concerns asked again who they are and what they may see."""
        assert settings.database_url, "live needs a database"
        self.engine = make_engine(settings.database_url, pool_size=CONNECTIONS)
        self._settings, self._authenticate, self._recheck = settings, authenticate, recheck
        self._doorbell = Doorbell(settings.database_url)
        self._rights = Rights(self.engine, fragments, settings=settings, clock=clock)
        renders = Renders(self.engine, fragments, settings=settings, clock=clock)
        self.hub = Hub(fragments, renders.html, on_event=self._on_event)
        self._conversations: set[Conversation] = set()

    def ring(self) -> None:
        """Something was committed: wake every reader of the log."""
        self._doorbell.ring()

    @asynccontextmanager
    async def running(self, *_: object) -> AsyncGenerator[None]:
        """A lifespan: the doorbell and the tail run, whether or not the database is there."""
        _leave_the_program_alone()
        tail = Tail(self.engine, self._doorbell.bell(), self.hub)
        parts = (self._doorbell.run(), tail.run(), keep_alive("rights", self._ask_again))
        tasks = [asyncio.create_task(part) for part in parts]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.hub.background.cancel()
            await self.engine.dispose()

    async def serve(self, socket: WebSocket[Any, Any, Any]) -> None:
        """Talk with a device until one of us goes; who comes from another origin is not let in."""
        headers = {name.lower(): value for name, value in socket.headers.items()}
        if same_origin(headers, self._settings):
            await socket.accept()
            await self._hold(socket, headers)
        else:
            await socket.close()  # before it is accepted: answered with 403

    async def _hold(self, socket: WebSocket[Any, Any, Any], headers: dict[str, str]) -> None:
        token = socket.query_params.get("token")
        conversation = Conversation(
            socket,
            self.hub,
            self._rights,
            lambda session: self._authenticate(session, headers, token),
            locale=locale_of(headers),
        )
        self._conversations.add(conversation)
        try:
            await conversation.hold()
        except Exception as error:
            if not is_away(error):
                raise
            with suppress(OSError):  # it may be the device that is away
                await socket.close(TRY_LATER)
        finally:
            self._conversations.discard(conversation)

    def _on_event(self, event: Event) -> None:
        if type(event) in self._recheck:
            for conversation in self._conversations:
                if concerns(event, conversation.actor):
                    self.hub.background.spawn(conversation.ask_again())

    async def _ask_again(self) -> None:
        while True:
            await asyncio.sleep(1)
            due = monotonic() - ASK_AGAIN_S
            for conversation in [one for one in self._conversations if one.asked_at < due]:
                await conversation.ask_again()


def live_handler(live_of: Callable[[Litestar], Live]) -> WebsocketRouteHandler:
    """The route `/live`; `live_of` finds the live side of an application."""

    @websocket("/live", opt={"no_work": True})
    async def live(socket: WebSocket[Any, Any, Any]) -> None:
        await live_of(socket.app).serve(socket)

    return live


def _leave_the_program_alone() -> None:
    """Have the garbage collector never look again at what was loaded: a full round over it holds up every push."""
    gc.collect()
    gc.freeze()
