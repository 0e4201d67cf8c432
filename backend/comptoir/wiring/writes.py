"""Rows of one transaction, written together in one statement.

Round trips cost most (see bench/README.md), and a placed order is a dozen rows in ten tables. So actions add rows to
a buffer, and the buffer becomes one statement: `WITH a AS (INSERT …), b AS (INSERT …) SELECT 1`. Foreign keys are
checked at the end of the statement, so the order of the tables does not matter.

A few rows of a table are sent as values, more as arrays: an array costs the driver a look at each element, and every
number of rows is a statement of its own.
"""

from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any, NamedTuple, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB

from comptoir.wiring.database import Base, encode_json
from comptoir.wiring.sessions import Session

type_compiler = postgresql.dialect().type_compiler_instance


FEW = 4


class Rows(NamedTuple):
    """What a statement knows of the rows of one table: which columns, and how many rows if they are few."""

    table: Table
    columns: tuple[str, ...]
    few: int | None


class Writes:
    """Rows waiting to be inserted, by table and columns."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Table, tuple[str, ...]], list[tuple[Any, ...]]] = {}

    def __bool__(self) -> bool:
        return bool(self._rows)

    def add(self, table: type[Base], values: dict[str, Any]) -> None:
        """Wait with one row; rows of one table may name different columns, array columns are not possible."""
        self._rows.setdefault((cast(Table, table.__table__), tuple(values)), []).append(tuple(values.values()))

    async def flush(self, session: Session) -> None:
        """Insert all that waits, in one statement."""
        waiting, self._rows = self._rows, {}
        if not waiting:
            return
        shape = tuple(
            Rows(table, columns, len(rows) if len(rows) <= FEW else None) for (table, columns), rows in waiting.items()
        )
        parameters = [
            parameter
            for rows, values in zip(shape, waiting.values(), strict=True)
            for parameter in _sent(rows, [_encoded(rows, row) for row in values])
        ]
        await (await session.connection()).exec_driver_sql(_statement(shape), tuple(parameters))


def _sent(rows: Rows, values: list[list[Any]]) -> Iterator[Any]:
    """The parameters of one table: value by value, or an array for each column."""
    return chain.from_iterable(values) if rows.few else map(list, zip(*values, strict=True))


def _encoded(rows: Rows, row: tuple[Any, ...]) -> list[Any]:
    are_json = _are_json(rows.table, rows.columns)
    return [
        encode_json(value) if is_json and value is not None else value
        for value, is_json in zip(row, are_json, strict=True)
    ]


@cache
def _are_json(table: Table, columns: tuple[str, ...]) -> tuple[bool, ...]:
    return tuple(isinstance(table.c[column].type, JSONB) for column in columns)


@cache
def _statement(shape: tuple[Rows, ...]) -> str:
    inserts: list[str] = []
    place = 1
    for rows in shape:
        inserts.append(f"w{len(inserts)} AS ({_insert(rows, place)})")
        place += len(rows.columns) * (rows.few or 1)
    return f"WITH {', '.join(inserts)} SELECT 1"


def _insert(rows: Rows, place: int) -> str:
    """The names are those of our own tables and columns."""
    names = ", ".join(f'"{column}"' for column in rows.columns)
    return f'INSERT INTO "{rows.table.name}" ({names}) {_source(rows, place)}'


def _source(rows: Rows, place: int) -> str:
    types = [type_compiler.process(rows.table.c[column].type) for column in rows.columns]
    if rows.few is None:
        arrays = ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(types, start=place))
        return f"SELECT * FROM unnest({arrays})"  # noqa: S608
    starts = range(place, place + rows.few * len(types), len(types))
    return "VALUES " + ", ".join(_row(types, start) for start in starts)


def _row(types: list[str], place: int) -> str:
    return "(" + ", ".join(f"${n}::{kind}" for n, kind in enumerate(types, start=place)) + ")"
