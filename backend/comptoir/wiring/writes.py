"""Rows of one transaction, written together in one statement.

Round trips cost most (see bench/README.md), and a placed order is a dozen rows in ten tables. So actions add rows to
a buffer, and the buffer becomes one statement: `WITH a AS (INSERT …), b AS (INSERT …) SELECT 1`. Foreign keys are
checked at the end of the statement, so the order of the tables does not matter.

A table's only row is sent as values, several as arrays: an array costs the driver a look at each element.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from comptoir.wiring.database import Base, encode_json

type_compiler = postgresql.dialect().type_compiler_instance


class Rows(NamedTuple):
    """What a statement knows of the rows of one table: which columns, and whether there is but one."""

    table: Table
    columns: tuple[str, ...]
    is_one: bool


class Writes:
    """Rows waiting to be inserted, by table and columns."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Table, tuple[str, ...]], list[tuple[Any, ...]]] = {}

    def __bool__(self) -> bool:
        return bool(self._rows)

    def add(self, table: type[Base], values: dict[str, Any]) -> None:
        """Wait with one row; rows of one table may name different columns, array columns are not possible."""
        self._rows.setdefault((cast(Table, table.__table__), tuple(values)), []).append(tuple(values.values()))

    async def flush(self, session: AsyncSession) -> None:
        """Insert all that waits, in one statement."""
        waiting, self._rows = self._rows, {}
        if not waiting:
            return
        shape = tuple(Rows(table, columns, len(rows) == 1) for (table, columns), rows in waiting.items())
        parameters = tuple(
            value for rows, values in zip(shape, waiting.values(), strict=True) for value in _sent(rows, values)
        )
        await (await session.connection()).exec_driver_sql(_statement(shape), parameters)


def _sent(rows: Rows, values: list[tuple[Any, ...]]) -> Iterator[Any]:
    """The parameters of one table's rows, column by column."""
    for column, is_json in zip(zip(*values, strict=True), _are_json(rows.table, rows.columns), strict=True):
        encoded = [value if value is None else encode_json(value) for value in column] if is_json else list(column)
        yield encoded[0] if rows.is_one else encoded


@cache
def _are_json(table: Table, columns: tuple[str, ...]) -> tuple[bool, ...]:
    return tuple(isinstance(table.c[column].type, JSONB) for column in columns)


@cache
def _statement(shape: tuple[Rows, ...]) -> str:
    inserts: list[str] = []
    place = 1
    for rows in shape:
        inserts.append(f"w{len(inserts)} AS ({_insert(rows, place)})")
        place += len(rows.columns)
    return f"WITH {', '.join(inserts)} SELECT 1"


def _insert(rows: Rows, place: int) -> str:
    """The names are those of our own tables and columns."""
    names = ", ".join(f'"{column}"' for column in rows.columns)
    types = [type_compiler.process(rows.table.c[column].type) for column in rows.columns]
    many = "" if rows.is_one else "[]"
    values = ", ".join(f"${n}::{kind}{many}" for n, kind in enumerate(types, start=place))
    source = f"VALUES ({values})" if rows.is_one else f"SELECT * FROM unnest({values})"  # noqa: S608
    return f'INSERT INTO "{rows.table.name}" ({names}) {source}'
