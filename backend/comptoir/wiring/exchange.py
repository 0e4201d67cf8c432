"""One HTTP request and its answer, which is held back until its work is committed."""

from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from litestar import Request
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Send

from comptoir.kit.errors import N_, Refused
from comptoir.wiring import commands
from comptoir.wiring.acted import OPT, Acted, NotDone, acted_of
from comptoir.wiring.origin import SAFE
from comptoir.wiring.packed import pack
from comptoir.wiring.problems import Collided, answer_to


class TooLarge(Refused):
    status = 413
    slug = "too-large"
    title = N_("This is too large.")


class Exchange:
    """What was asked, and what will be answered."""

    def __init__(self, scope: HTTPScope, *, request_id: str) -> None:
        self.scope = scope
        self.request_id = request_id
        self.body = b""
        self.status = 500
        self.conflict: UUID | None = None
        """What became of a refusal of something that was done offline."""
        self._headers: list[tuple[bytes, bytes]] = []
        self._answer = b""

    @property
    def is_safe(self) -> bool:
        """Whether the request only reads."""
        return self.scope["method"] in SAFE

    @cached_property
    def headers(self) -> dict[str, str]:
        """The request's headers, with lower-case names."""
        return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in self.scope["headers"]}

    @property
    def key(self) -> UUID | None:
        """The idempotency key of a command. Raises MalformedKey."""
        text = None if self.is_safe else self.headers.get("idempotency-key")
        return None if text is None else commands.parse_key(text)

    @cached_property
    def acted(self) -> Acted | None:
        """What was done offline, where this is a command that was kept. Raises MalformedAct, KeyNeeded, OnlineOnly."""
        command = self.scope["route_handler"].opt.get(OPT)
        return None if self.is_safe else acted_of(self.headers, key=self.key, command=command)

    def not_done(self) -> NotDone:
        """The command that was refused."""
        said = dict(parse_qsl(self.body.decode(errors="replace")))
        said |= {name: str(value) for name, value in self.scope["path_params"].items()}
        return NotDone(said, self.scope["state"]["refusal"])

    @property
    def mark(self) -> str:
        """Tells this command from another under the same key."""
        return commands.fingerprint(self.scope["method"], self.scope["path"], self.body)

    @property
    def is_refused(self) -> bool:
        return self.status >= 400

    @property
    def has_collided(self) -> bool:
        """Whether the database ended its transaction for another's sake, so that it may be carried out anew."""
        return self.is_refused and isinstance(self.scope["state"].get("refusal"), Collided)

    @property
    def is_final(self) -> bool:
        """Whether the command is refused for good: who only waits, or signs in, is refused again."""
        return 400 <= self.status < 500 and self.status not in (401, 429)

    @property
    def holds_secret(self) -> bool:
        """Whether the answer hands out what may be kept nowhere: a session's cookie, or what its handler marks so."""
        return any(
            name.lower() == b"set-cookie" or (name.lower() == b"cache-control" and b"no-store" in value)
            for name, value in self._headers
        )

    async def read(self, receive: Receive, *, limit: int) -> None:
        """Take in the body. Raises TooLarge, and ConnectionResetError where the client is gone."""
        more = not self.is_safe
        while more:
            message: Any = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionResetError
            self.body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(self.body) > limit:
                raise TooLarge

    async def hand_to(self, app: ASGIApp) -> None:
        """Have the application answer."""
        messages = iter([{"type": "http.request", "body": self.body, "more_body": False}])

        async def receive() -> Any:
            return next(messages, {"type": "http.disconnect"})

        await app(self.scope, receive, self._collect)

    async def fail(self, error: Exception) -> None:
        """Answer with what went wrong before or after the application was asked."""
        request: Request[Any, Any, Any] = Request(self.scope)
        answer: Any = answer_to(request, error)
        await self.hand_to(answer.to_asgi_response(None, request))

    async def _collect(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self._headers = message["status"], list(message["headers"])
            self._answer = b""
        elif message["type"] == "http.response.body":
            self._answer += message["body"]

    def stored(self) -> commands.Answer:
        """The answer as it is kept with its key."""
        kept = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in self._all if n.lower() != b"content-length"]
        return commands.Answer(self.status, kept, self._answer.decode())

    @property
    def _all(self) -> list[tuple[bytes, bytes]]:
        return [*self._headers, *([(b"conflict", str(self.conflict).encode())] if self.conflict else [])]

    def repeat(self, answer: commands.Answer) -> None:
        """Answer as it was answered before."""
        self.status, self._answer, self.conflict = answer.status, answer.body.encode(), None
        self._headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in answer.headers]
        self._headers += [
            (b"content-length", str(len(self._answer)).encode()),
            (b"idempotency-replayed", b"true"),
        ]

    async def send(self, send: Send) -> None:
        """Let the answer go."""
        headers = [*self._all, (b"x-request-id", self.request_id.encode())]
        headers, body = pack(headers, self._answer, accept_encoding=self.headers.get("accept-encoding", ""))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})
