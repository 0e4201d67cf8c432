"""A chain written into an empty database, by COPY.

One transaction holds it all, so that a load is whole or absent. It is the one write transaction that may last: it
holds back the readers of the event log, but where there are no locations yet, there is nothing to read.
"""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import func, select, text

from comptoir.catalogue.tables import Product
from comptoir.network.tables import Location
from comptoir.wiring.database import Base
from comptoir.wiring.work import Work

CHUNK = 20_000
NUMBERED = ("locations", "products", "variants")
"""Tables whose ids the rows bring along, so that the next new row must be told where to go on."""


class Rows(msgspec.Struct, frozen=True):
    """Rows of one table; the values stand in the order of the columns."""

    table: type[Base]
    columns: tuple[str, ...]
    count: int
    values: Iterable[tuple[Any, ...]]


class NotEmpty(Exception):
    """There is a chain in the database already."""


async def is_empty(work: Work) -> bool:
    """Whether the database has neither a location nor a product."""
    nothing = ~select(Location.id).exists() & ~select(Product.id).exists()
    return bool((await work.execute(select(nothing))).scalar_one())


async def load(work: Work, rows: Iterable[Rows], *, progress: Callable[[Rows, int], None] | None = None) -> None:
    """Write all rows; `progress` hears of each chunk and its length. The caller commits. Raises NotEmpty."""
    ready = list(rows)  # made before the transaction begins: one that idles for seconds is cut off
    await work.execute(text("LOCK TABLE locations IN SHARE ROW EXCLUSIVE MODE"))  # two loads at once: the second waits
    if not await is_empty(work):
        raise NotEmpty
    connection = await _driver(work)
    for part in ready:
        await _copy(connection, part, progress)
    for table in NUMBERED:
        last_id = func.max(text("id")).select().select_from(text(table)).scalar_subquery()
        await work.execute(select(func.setval(func.pg_get_serial_sequence(table, "id"), last_id)))


async def analyse(work: Work) -> None:
    """Let the planner know what is there now, rather than after its first minute."""
    await work.execute(text("ANALYZE"))


async def _copy(connection: Any, rows: Rows, progress: Callable[[Rows, int], None] | None) -> None:
    values = iter(rows.values)
    while chunk := list(islice(values, CHUNK)):
        await connection.copy_records_to_table(rows.table.__tablename__, records=chunk, columns=rows.columns)
        if progress:
            progress(rows, len(chunk))


async def _driver(work: Work) -> Any:
    """The asyncpg connection below the session, in whose transaction it is."""
    raw = await (await work.session.connection()).get_raw_connection()
    return raw.driver_connection
