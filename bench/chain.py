"""A chain for benches: so many stores and variants with plenty of stock everywhere, and a shop site's key."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

import asyncpg

KEY = "ck_bench_0123456789abcdefghijklmnopqrstuv"
HOURS = '{"mon":[["00:00","23:59"]],"tue":[["00:00","23:59"]],"wed":[["00:00","23:59"]],"thu":[["00:00","23:59"]],' \
        '"fri":[["00:00","23:59"]],"sat":[["00:00","23:59"]],"sun":[["00:00","23:59"]]}'  # fmt: skip


def plain(url: str) -> str:
    """A database URL as asyncpg takes it."""
    return url.replace("postgresql+asyncpg://", "postgresql://")


async def build(url: str, *, stores: int = 20, variants: int = 2000, units: int = 1_000_000) -> None:
    """Fill an empty database."""
    connection = await asyncpg.connect(plain(url))
    await connection.execute(
        """INSERT INTO locations (code, name, kind, town, latitude, longitude, hours, services)
           SELECT 'S' || n, 'Store ' || n, 'store', 'Lyon', 45, 5, $1::jsonb, '["collect"]'
           FROM generate_series(1, $2::int) n""",
        HOURS,
        stores,
    )
    for statement in _GOODS:
        await connection.execute(statement, variants)
    await connection.execute(
        """INSERT INTO stock_levels (location_id, variant_id, on_hand)
           SELECT l.id, v.id, $1 FROM locations l, variants v""",
        units,
    )
    await add_key(connection)
    await connection.execute("ANALYZE")
    await connection.close()


_GOODS = (
    """INSERT INTO products (code, name, department)
       SELECT 'P' || n, 'Product ' || n, 'Goods' FROM generate_series(1, $1::int) n""",
    """INSERT INTO variants (product_id, sku, price, tax_rate)
       SELECT id, 'SKU' || id, 250, 0.055 FROM products ORDER BY id LIMIT $1::int""",
)


async def add_key(connection: Any) -> None:
    """A key for all that benches ask."""
    await connection.execute(
        """INSERT INTO api_keys (id, name, prefix, key_hash, scopes, created_by, created_at)
           VALUES ($1, 'bench', 'bench', $2, '["orders:read", "orders:write", "stock:read"]', 'bench', now())""",
        uuid4(),
        sha256(KEY.encode()).hexdigest(),
    )
