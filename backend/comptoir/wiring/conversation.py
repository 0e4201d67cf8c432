"""What one device says on `/live`, and what it is answered."""

import asyncio
from time import monotonic
from typing import Any

import msgspec
from litestar import WebSocket

from comptoir.kit.errors import N_, NotAllowed, NotSignedIn
from comptoir.wiring.actors import NOBODY, Actor
from comptoir.wiring.hub import Hub
from comptoir.wiring.locales import LOCALES
from comptoir.wiring.log import Position
from comptoir.wiring.messages import (
    LONGEST,
    Error,
    Incoming,
    Ping,
    Pong,
    Reload,
    Subscribe,
    Subscribed,
    Unsubscribe,
    read,
    written,
)
from comptoir.wiring.pages import translate
from comptoir.wiring.rights import Authenticate, Rights
from comptoir.wiring.sockets import Socket

MOST_TOPICS = 200
MOST_GARBAGE = 10
"""So many messages in a row that can't be understood end the conversation."""

POLICY = 1008
"""RFC 6455's code for: you broke the rules."""

NOT_UNDERSTOOD = N_("This message could not be understood.")
TOO_MANY_TOPICS = N_("A page cannot follow so many topics.")
UNKNOWN_TOPIC = N_("There is no such topic.")


class Conversation:
    """One connection, from accept to close."""

    def __init__(
        self, web_socket: WebSocket[Any, Any, Any], hub: Hub, rights: Rights, authenticate: Authenticate, *, locale: str
    ) -> None:
        self.actor: Actor = NOBODY
        self.asked_at = 0.0
        """When it was last asked who this is, on the monotonic clock."""
        self._web_socket, self._hub, self._rights, self._authenticate = web_socket, hub, rights, authenticate
        self._socket = Socket(self._send_text, locale)
        # One question of rights at a time, so that an answer from before an event never outlives the one after it.
        self._asking = asyncio.Lock()
        self._garbage = 0

    async def hold(self) -> None:
        """Talk until the device is gone, or has to go."""
        await self._ask(set())
        if self.actor.kind == "nobody":
            await self._complain(NotSignedIn.title)
        elif await self._talk():
            return
        await self._web_socket.close(POLICY)

    async def ask_again(self) -> None:
        """Ask who this is now, and end what it may not see any more."""
        async with self._asking:
            allowed = await self._ask(self._socket.topics)
            self._hub.end(self._socket, self._socket.topics - allowed)

    async def _talk(self) -> bool:
        """Answer what is said; whether it was the device that ended it."""
        await self._hub.ready.wait()
        self._hub.connect(self._socket)
        try:
            while self._garbage < MOST_GARBAGE:
                if (message := await self._hear()) is None:
                    return True
                await self._answer(message)
        finally:
            self._hub.disconnect(self._socket)
        return False

    async def _ask(self, topics: set[str]) -> set[str]:
        self.asked_at = monotonic()
        self.actor, allowed = await self._rights.ask(self._authenticate, topics)
        return allowed

    async def _hear(self) -> str | None:
        """The next message; empty where it is no text of a sensible size, None when the device is gone."""
        event: Any = await self._web_socket.receive()
        if event["type"] == "websocket.disconnect":
            return None
        text = event.get("text") or ""
        return text if len(text) <= LONGEST else ""

    async def _answer(self, message: str) -> None:
        try:
            said = read(message)
        except msgspec.DecodeError:
            self._garbage += 1
            await self._complain(NOT_UNDERSTOOD)
        else:
            self._garbage = 0
            await self._obey(said)

    async def _obey(self, said: Incoming) -> None:
        match said:
            case Subscribe() if len(self._socket.topics.union(said.topics)) > MOST_TOPICS:
                await self._complain(TOO_MANY_TOPICS)
            case Subscribe():
                await self._subscribe(said)
            case Unsubscribe():
                self._hub.leave(self._socket, said.topics)
            case Ping():
                position = self._hub.position_for(self._socket)
                await self._say(Pong(str(position)) if position else Pong())

    async def _subscribe(self, said: Subscribe) -> None:
        topics = set(said.topics)
        if said.locale in LOCALES:
            self._socket.locale = said.locale
        async with self._asking:
            allowed = await self._ask(topics)
            shown = Position.parse(said.position) if said.position else None
            is_joined = self._hub.join(self._socket, allowed, shown)
        await self._say(Subscribed(sorted(allowed), str(self._socket.position)) if is_joined else Reload())
        for topic in sorted(topics - allowed):
            await self._complain(NotAllowed.title if self._rights.knows(topic) else UNKNOWN_TOPIC, topic)

    async def _complain(self, title: str, topic: str | None = None) -> None:
        said = translate(self._socket.locale, title)
        await self._say(Error(said, topic) if topic else Error(said))

    async def _say(self, message: Any) -> None:
        await self._socket.send(written(message))

    async def _send_text(self, frame: str) -> None:
        await self._web_socket.send({"type": "websocket.send", "text": frame, "bytes": None})
