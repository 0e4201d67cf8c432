"""The edge of every HTTP request: who asks, one transaction, and its commit before the answer goes out.

    request id → body within the limit → who acts → no cross-site command → the answer that this command had before,
      or Work → handler → answer kept with its key → commit → doorbell → answer

An answer of 400 or more rolls everything back, unless the handler said `work.keep()`.
"""

from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any, NamedTuple, cast
from uuid import UUID, uuid4

import structlog
from litestar import Request
from litestar.di import NamedDependency
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from comptoir.kit.clock import Clock
from comptoir.kit.errors import N_, NotAllowed, Refused
from comptoir.wiring import commands
from comptoir.wiring.actors import Actor
from comptoir.wiring.headers import with_defaults
from comptoir.wiring.locales import locale_of
from comptoir.wiring.origin import same_origin
from comptoir.wiring.problems import answer as problem_answer
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

Headers = dict[str, str]
Authenticate = Callable[[AsyncSession, Headers], Awaitable[Actor]]
Observe = Callable[[Scope, int, float], None]
CurrentWork = NamedDependency[Work]
"""A handler's parameter `work`: the work that the edge made for its request."""

SAFE = ("GET", "HEAD", "OPTIONS")


class TooLarge(Refused):
    status = 413
    slug = "too-large"
    title = N_("This is too large.")


class CrossSite(NotAllowed):
    slug = "cross-site"
    title = N_("This request came from another site and was not carried out.")


class Outgoing:
    """An answer that is held back until its work is committed."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def collect(self, message: Message) -> None:
        """Takes the place of ASGI's `send`."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")

    def stored(self) -> commands.Answer:
        kept = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in self.headers if n != b"content-length"]
        return commands.Answer(self.status, kept, self.body.decode())

    def take(self, answer: commands.Answer) -> None:
        """Answer as it was answered before."""
        self.status, self.body = answer.status, answer.body.encode()
        self.headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in answer.headers]
        self.headers += [(b"content-length", str(len(self.body)).encode()), (b"idempotency-replayed", b"true")]

    async def send(self, send: Send, request_id: str) -> None:
        headers = with_defaults([*self.headers, (b"x-request-id", request_id.encode())])
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


class Sent(NamedTuple):
    """What tells one command from another: its key, and the mark of what it says."""

    key: UUID
    mark: str


class Edge(ASGIMiddleware):
    """One transaction a request."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "no_work"

    def __init__(
        self,
        *,
        sessions: async_sessionmaker[AsyncSession],
        settings: Settings,
        clock: Clock,
        authenticate: Authenticate,
        ring: Callable[[], None],
        observe: Observe,
    ) -> None:
        self._sessions, self._settings, self._clock = sessions, settings, clock
        self._authenticate, self._ring, self._observe = authenticate, ring, observe

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Carry out one request."""
        started, outgoing, request_id = perf_counter(), Outgoing(), uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._carry_out(scope, receive, outgoing, next_app, request_id)
            except Refused as refused:
                request: Request[Any, Any, Any] = Request(scope)
                await problem_answer(request, refused).to_asgi_response(None, request)(scope, receive, outgoing.collect)
            self._observe(scope, outgoing.status, perf_counter() - started)
            await outgoing.send(send, request_id)

    async def _carry_out(
        self, scope: Scope, receive: Receive, outgoing: Outgoing, next_app: ASGIApp, request_id: str
    ) -> None:
        headers = headers_of(scope)
        body = await self._body(receive) if scope["method"] not in SAFE else b""
        async with self._sessions() as session:
            actor = await self._authenticate(session, headers)
            self._refuse_cross_site(scope, headers, actor)
            work = self._work(session, actor, headers, request_id)
            scope["state"]["work"] = work
            key = _key(scope, headers)
            if key is None:
                await self._handle(work, scope, body, outgoing, next_app, None)
            else:
                command = Sent(key, commands.fingerprint(scope["method"], scope["path"], body))
                await self._once(work, scope, body, outgoing, next_app, command)

    async def _once(
        self, work: Work, scope: Scope, body: bytes, outgoing: Outgoing, next_app: ASGIApp, command: Sent
    ) -> None:
        """Carry out a command that has a key, unless it was carried out before or is at this moment."""
        if await self._answered_before(work, outgoing, command):
            return
        try:
            await self._handle(work, scope, body, outgoing, next_app, command)
        except IntegrityError as error:
            await work.rollback()
            if not (commands.is_repeated(error) and await self._answered_before(work, outgoing, command)):
                raise
        if outgoing.status >= 400:
            await self._answered_before(work, outgoing, command)

    async def _handle(
        self, work: Work, scope: Scope, body: bytes, outgoing: Outgoing, next_app: ASGIApp, command: Sent | None
    ) -> None:
        await next_app(scope, _replay(body), outgoing.collect)
        if outgoing.status >= 400 and not work.is_kept:
            await work.rollback()
            return
        if command and outgoing.status < 400:
            commands.keep(work, key=command.key, mark=command.mark, answer=outgoing.stored())
        await work.commit()

    async def _answered_before(self, work: Work, outgoing: Outgoing, command: Sent) -> bool:
        answer = await commands.find(work.session, owner=work.actor.key, key=command.key, mark=command.mark)
        if answer:
            outgoing.take(answer)
        return answer is not None

    def _work(self, session: AsyncSession, actor: Actor, headers: Headers, request_id: str) -> Work:
        return Work(
            session,
            actor=actor,
            clock=self._clock,
            settings=self._settings,
            locale=locale_of(headers),
            request_id=request_id,
            ring=self._ring,
        )

    def _refuse_cross_site(self, scope: Scope, headers: Headers, actor: Actor) -> None:
        is_harmless = scope["method"] in SAFE or actor.kind == "machine" or same_origin(headers, self._settings)
        is_machine_without_key = actor.kind == "nobody" and scope["path"].startswith("/api/")
        if not (is_harmless or is_machine_without_key):
            raise CrossSite

    async def _body(self, receive: Receive) -> bytes:
        body, more = b"", True
        while more:
            message = cast(dict[str, Any], await receive())
            if message["type"] == "http.disconnect":
                raise ConnectionResetError
            body, more = body + message.get("body", b""), message.get("more_body", False)
            if len(body) > self._settings.body_limit:
                raise TooLarge
        return body


def headers_of(scope: Scope) -> Headers:
    """The request's headers, with lower-case names."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _key(scope: Scope, headers: Headers) -> UUID | None:
    text = headers.get("idempotency-key") if scope["method"] not in SAFE else None
    return commands.parse_key(text) if text else None


def _replay(body: bytes) -> Receive:
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Any:
        return next(messages, {"type": "http.disconnect"})

    return receive
