"""The rows of a snapshot: a chain that is filled up, its file, and the same written by bare SQL."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

CHUNK = 5000
"""Measured to be as fast as 2,000 and 10,000; and arrays as fast as COPY into a temporary table."""


class Row(NamedTuple):
    """A level, by our ids and by codes, and what is there at first."""

    location_id: int
    variant_id: int
    location: str
    sku: str
    on_hand: int


async def fill(database: Any, *, levels: int) -> None:
    """Open more levels, at places that chance draws, until there are so many; all lie in the order of their key."""
    await database.execute(FILL, levels)
    await database.execute(OPENING)
    await database.execute("CLUSTER stock_levels USING pk_stock_levels")
    await database.execute("ANALYZE")


async def rows_of(database: Any) -> list[Row]:
    """All levels, in the order of their key."""
    return [Row(*row) for row in await database.fetch(ROWS)]


def write_file(file: Path, rows: list[Row], *, add: int) -> None:
    """The snapshot as NDJSON: of everything so many more than at first."""
    with file.open("w") as lines:
        for _, _, location, sku, on_hand in rows:
            lines.write(f'{{"location":"{location}","sku":"{sku}","on_hand":{on_hand + add}}}\n')


async def write_bare(database: Any, rows: list[Row], *, add: int) -> float:
    """Write the same into levels and ledger, without asking or checking anything; how many seconds it took."""
    write, at = await database.prepare(WRITE), datetime.now(UTC)
    began = perf_counter()
    for chunk in _chunks(rows):
        columns = [row[0] for row in chunk], [row[1] for row in chunk], [row[4] + add for row in chunk]
        async with database.transaction():
            await write.fetch(at, *columns)
    return perf_counter() - began


def _chunks(rows: list[Row]) -> Iterator[list[Row]]:
    for first in range(0, len(rows), CHUNK):
        yield rows[first : first + CHUNK]


FILL = """
    INSERT INTO stock_levels (location_id, variant_id, on_hand)
    SELECT DISTINCT location_id, variant_id, 5 FROM generate_series(1, 3 * $1) AS n, LATERAL (SELECT
        1 + (hashint8(n) & 1073741823) % (SELECT count(*) FROM locations) AS location_id,
        1 + (hashint8(-n) & 1073741823) % (SELECT count(*) FROM variants) AS variant_id) AS drawn
    WHERE NOT EXISTS (SELECT FROM stock_levels AS s
        WHERE s.location_id = drawn.location_id AND s.variant_id = drawn.variant_id)
    LIMIT greatest(0, $1 - (SELECT count(*) FROM stock_levels))
"""
OPENING = """
    INSERT INTO movements (location_id, variant_id, version, cause, on_hand_change, on_hand_after, actor, at)
    SELECT location_id, variant_id, 1, 'opening', on_hand, on_hand, 'bench', now() FROM stock_levels
    ORDER BY location_id, variant_id ON CONFLICT DO NOTHING
"""
ROWS = """
    SELECT l.id, v.id, l.code, v.sku, s.on_hand FROM stock_levels s
    JOIN locations l ON l.id = s.location_id JOIN variants v ON v.id = s.variant_id ORDER BY 1, 2
"""
WRITE = """
    WITH written AS (
        UPDATE stock_levels l SET on_hand = f.on_hand, version = l.version + 1, stated_at = $1, sequence = 0,
            since_version = l.version + 2
        FROM unnest($2::bigint[], $3::bigint[], $4::bigint[]) AS f (location_id, variant_id, on_hand)
        WHERE l.location_id = f.location_id AND l.variant_id = f.variant_id
        RETURNING l.location_id, l.variant_id, new.version, new.on_hand - old.on_hand AS change, new.on_hand
    )
    INSERT INTO movements (location_id, variant_id, version, cause, on_hand_change, on_hand_after, reference, actor, at)
    SELECT location_id, variant_id, version, 'feed', change, on_hand, 'feed:bench', 'bench', $1 FROM written
"""
