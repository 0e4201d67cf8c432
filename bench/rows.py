"""The rows of one placed order, written by bare prepared SQL: the limit that `place` is compared with."""

import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from comptoir.kit.ids import new_id, order_number

SERIALS = count(1)

RESERVE = """UPDATE stock_levels SET reserved = reserved + $3, version = version + 1
    WHERE location_id = $1 AND variant_id = $2 AND on_hand - reserved - unsellable >= $3 RETURNING version"""

WRITE = """WITH
    command AS (INSERT INTO commands (actor, key, fingerprint, at, answer)
        VALUES ('machine:bench', $1, 'bench', $3, '{"status": 201, "headers": [], "body": "{}"}')),
    customer AS (INSERT INTO customers (id, name, email, phone, locale, since)
        VALUES ($2, 'Marie Durand', 'marie@example.fr', NULL, 'fr', $3)),
    "order" AS (INSERT INTO orders
        (id, number, channel, method, status, customer_id, location_id, total, placed_by, placed_at)
        VALUES ($4, $5, 'web', 'collect', 'routed', $2, $6, 250, 'machine:bench', $3)),
    promise AS (INSERT INTO promises (id, order_id, due_at, made_at) VALUES ($7, $4, $8, $3)),
    line AS (INSERT INTO order_lines (id, order_id, position, variant_id, quantity, price, tax_rate)
        VALUES ($9, $4, 1, $10, 1, 250, 0.055)),
    reservation AS (INSERT INTO reservations (id, location_id, variant_id, quantity, state, reference, made_at)
        VALUES ($11, $6, $10, 1, 'committed', 'order:bench', $3)),
    allocation AS (INSERT INTO allocations (id, order_id, line_id, location_id, reservation_id, quantity, state)
        VALUES ($12, $4, $9, $6, $11, 1, 'routed')),
    preparation AS (INSERT INTO preparations
        (id, order_id, location_id, method, state, code, promise_at, opened_at, rang_at)
        VALUES ($13, $4, $6, 'collect', 'open', $14, $8, $3, $3)),
    part AS (INSERT INTO preparation_lines (id, preparation_id, allocation_id, variant_id, quantity)
        VALUES ($15, $13, $12, $10, 1)),
    event AS (INSERT INTO events (at, name, data, actor) SELECT $3, name, data::jsonb, 'machine:bench' FROM (VALUES
        ('LevelsChanged', '{"location_id": 1}'), ('OrderPlaced', '{"order_id": "x"}'),
        ('PreparationOpened', '{"preparation_id": "x"}')) AS happened (name, data))
    SELECT 1"""


async def writing(connection: Any, stores: int, variants: int) -> Callable[[], Awaitable[None]]:
    """A client that writes one order each time, in one transaction of two statements."""
    reserve, write = await connection.prepare(RESERVE), await connection.prepare(WRITE)

    async def write_order() -> None:
        location_id, variant_id = random.randint(1, stores), random.randint(1, variants)
        async with connection.transaction():
            await reserve.fetchval(location_id, variant_id, 1)
            await write.fetchval(*_values(location_id, variant_id))

    return write_order


def _values(location_id: int, variant_id: int) -> tuple[Any, ...]:
    now = datetime.now(UTC)
    number = order_number(next(SERIALS))  # the pickup code too: drawn by chance, two of thousands are alike
    order = uuid4(), new_id(), now, new_id(), number, location_id, new_id(), now + timedelta(hours=2)
    return *order, new_id(), variant_id, new_id(), new_id(), new_id(), number, new_id()
