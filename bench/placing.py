"""Orders at a fixed rate, as a shop has them: each at its time, whether or not the one before was quick."""

import asyncio
import json
import random
from collections.abc import Sequence
from time import perf_counter
from uuid import uuid4

from bench import chain
from bench.snapshot import Row
from bench.wire import ask, close, connect

WARM_UP_S = 1.5


async def place_at_a_rate(
    port: int, levels: Sequence[Row], *, clients: int, per_s: float, seconds: float
) -> list[float]:
    """How long each order took, in seconds, from when it was due; of one unit of a level that chance draws."""
    connections = [await connect(port) for _ in range(clients)]
    times: list[float] = []
    began = perf_counter()

    async def order(first: int) -> None:
        for n in range(first, int(per_s * (WARM_UP_S + seconds)), clients):
            due = began + n / per_s
            await asyncio.sleep(max(0.0, due - perf_counter()))
            await ask(connections[first], _request(random.choice(levels)), status=201)
            if due > began + WARM_UP_S:
                times.append(perf_counter() - due)

    await asyncio.gather(*map(order, range(clients)))
    close(connections)
    return times


def _request(level: Row) -> bytes:
    order = {
        "location": level.location,
        "customer": {"name": "Marie Durand", "email": "marie@example.fr", "locale": "fr"},
        "lines": [{"sku": level.sku, "quantity": 1}],
    }
    body = json.dumps(order).encode()
    head = (
        f"POST /api/orders HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {chain.KEY}\r\n"
        f"Idempotency-Key: {uuid4()}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
