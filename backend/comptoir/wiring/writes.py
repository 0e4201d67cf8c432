"""Rows of one transaction, written together in one statement.

Round trips cost most (see bench/README.md), and a placed order is a dozen rows in eight tables. So actions add rows to
a buffer, and the buffer becomes one statement: `WITH a AS (INSERT …), b AS (INSERT …) SELECT 1`. Foreign keys are
checked at the end of the statement, so the order of the tables does not matter.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from comptoir.wiring.database import Base, encode_json

type_compiler = postgresql.dialect().type_compiler_instance


class Writes:
    """Rows waiting to be inserted, by table and columns."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = {}

    def __bool__(self) -> bool:
        return bool(self._rows)

    def add(self, table: type[Base], values: dict[str, Any]) -> None:
        """Wait with one row; rows of one table may name different columns, array columns are not possible."""
        self._rows.setdefault((table.__table__, tuple(values)), []).append(values)  # type: ignore[arg-type]

    async def flush(self, session: AsyncSession) -> None:
        """Insert all that waits, in one statement."""
        waiting, self._rows = self._rows, {}
        if waiting:
            shape = tuple(waiting)
            await (await session.connection()).execute(_statement(shape), _parameters(waiting))


@cache
def _statement(shape: Sequence[tuple[Table, tuple[str, ...]]]) -> TextClause:
    inserts = (f"w{i} AS ({_insert(i, table, columns)})" for i, (table, columns) in enumerate(shape))
    return text(f"WITH {', '.join(inserts)} SELECT 1")


def _insert(i: int, table: Table, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    arrays = ", ".join(
        f"CAST(:w{i}_{k} AS {type_compiler.process(table.c[column].type)}[])" for k, column in enumerate(columns)
    )
    return f'INSERT INTO "{table.name}" ({names}) SELECT * FROM unnest({arrays})'


def _parameters(waiting: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]]) -> dict[str, list[Any]]:
    return {
        f"w{i}_{k}": _column(table, column, rows)
        for i, ((table, columns), rows) in enumerate(waiting.items())
        for k, column in enumerate(columns)
    }


def _column(table: Table, column: str, rows: list[dict[str, Any]]) -> list[Any]:
    values = [row[column] for row in rows]
    return [v if v is None else encode_json(v) for v in values] if isinstance(table.c[column].type, JSONB) else values
