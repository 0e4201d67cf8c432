"""A shop site's end of a webhook: it checks signatures by itself, and answers as it is told to."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple


class Heard(NamedTuple):
    """A message that arrived, and the status that it was answered with; 0 where nothing was."""

    id: str
    type: str
    data: dict[str, Any]
    status: int
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    """How to answer one message; `hangs` never does, until the connection is cut."""

    status: int = 204
    headers: dict[str, str] = {}
    hangs: bool = False
    cuts: bool = False


class Receiver:
    """Listens on a port of this machine."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: list[Answer] = []
        """For the messages that come next; those after them are taken."""
        self.otherwise = Answer()
        self.secrets: list[str] = []
        """One of them must have signed each message, if there are any."""
        self.arrived = asyncio.Event()
        self.name, self.port = "127.0.0.1", 0

    @property
    def url(self) -> str:
        return f"http://{self.name}:{self.port}/hooks?shop=1"

    @property
    def taken(self) -> list[Heard]:
        return [each for each in self.heard if each.status == 204]

    @property
    def types(self) -> list[str]:
        """Of all that was taken."""
        return [each.type for each in self.taken]

    @property
    def changes(self) -> list[tuple[str, str, int]]:
        """Of all that was taken about availability: the SKU, its band and how many there are."""
        told = (each.data["changes"] for each in self.taken if each.type == "availability.changed")
        return [(change["sku"], change["band"], change["available"]) for changes in told for change in changes]

    def forget(self) -> None:
        self.heard.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        assert head[0] == "POST /hooks?shop=1 HTTP/1.1"
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers["content-length"]))
        answer = self.answers.pop(0) if self.answers else self.otherwise
        self._note(headers, body, answer)
        if answer.hangs:
            await reader.read(1)
        if answer.hangs or answer.cuts:
            return False
        lines = [f"HTTP/1.1 {answer.status} Answer", *(f"{k}: {v}" for k, v in answer.headers.items())]
        lines += [] if answer.status == 204 else ["content-length: 0"]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        await writer.drain()
        return True

    def _note(self, headers: dict[str, str], body: bytes, answer: Answer) -> None:
        assert headers["host"] == f"{self.name}:{self.port}"
        assert headers["content-type"] == "application/json"
        assert not self.secrets or any(is_genuine(secret, headers, body) for secret in self.secrets)
        told = json.loads(body)
        assert list(told) == ["type", "timestamp", "data"]
        status = 0 if answer.hangs or answer.cuts else answer.status
        self.heard.append(Heard(headers["webhook-id"], told["type"], told["data"], status, headers, body))
        self.arrived.set()


def is_genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether one of the signatures was made with the secret: as the specification of Standard Webhooks says it."""
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    assert 24 <= len(key) <= 64
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body.decode()}"
    expected = base64.b64encode(hmac.new(key, content.encode(), hashlib.sha256).digest()).decode()
    signatures = (each.partition(",") for each in headers["webhook-signature"].split(" "))
    return any(version == "v1" and hmac.compare_digest(mark, expected) for version, _, mark in signatures)


@asynccontextmanager
async def listening() -> AsyncGenerator[Receiver]:
    """A receiver that takes what comes."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, limit=2**20)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
