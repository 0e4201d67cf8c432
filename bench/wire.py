"""HTTP as thin as it gets, so that the client of a bench costs next to nothing."""

import asyncio
import json
from typing import Any
from uuid import uuid4

from bench import chain

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def connect(port: int) -> Connection:
    """One connection after the other: a burst would be taken by whichever process wakes first."""
    await asyncio.sleep(0.03)
    return await asyncio.open_connection("127.0.0.1", port)


async def ask(connection: Connection, request: bytes, *, status: int) -> bytes:
    """The whole body of the answer, on a connection that is kept. Raises RuntimeError for another status."""
    reader, writer = connection
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    body = await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
    if not head.startswith(f"HTTP/1.1 {status}".encode()):
        raise RuntimeError(body.decode())
    return body


def close(connections: list[Connection]) -> None:
    for _, writer in connections:
        writer.close()


def placing(order: dict[str, Any]) -> bytes:
    """`POST /api/orders`, with the key of benches."""
    body = json.dumps(order).encode()
    head = (
        f"POST /api/orders HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {chain.KEY}\r\n"
        f"Idempotency-Key: {uuid4()}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
