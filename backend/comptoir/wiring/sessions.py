"""Sessions: the connections on which work is done."""

import asyncio
from collections.abc import Sequence
from typing import Any, Self

import asyncpg
from sqlalchemy import CursorResult, Executable, ScalarResult
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from comptoir.wiring.prepared import Prepared


class Session:
    """Statements of one transaction, on a connection that is the pool's again when it ends; then of the next.

    It knows no mapped objects, which nobody here uses: SQLAlchemy's session would cost as much as two statements.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._connection:
            await asyncio.shield(asyncio.create_task(self.close()))  # also for who is cut off meanwhile

    async def connection(self) -> AsyncConnection:
        """Where statements run; a transaction begins with the first of them."""
        if self._connection is None:
            self._connection = await self._engine.connect()
        return self._connection

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """Run a statement; rows come as the columns that were asked for."""
        return await (await self.connection()).execute(statement, parameters)

    async def scalars(self, statement: Executable, parameters: Any = None) -> ScalarResult[Any]:
        """Run a statement that gives one column."""
        return (await self.execute(statement, parameters)).scalars()

    async def fetch(self, query: Prepared, **given: Any) -> Sequence[Sequence[Any]]:
        """The rows of a query that only reads; it begins no transaction."""
        connection, arguments = await self.connection(), query.arguments(given)
        try:
            return await _driver(connection).fetch(query.sql, *arguments)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            # Once more in the usual way, which knows what becomes of the pool when a connection is gone.
            return (await connection.exec_driver_sql(query.sql, arguments)).all()

    async def write(self, statement: Prepared, **given: Any) -> Sequence[Sequence[Any]]:
        """The rows of a statement that writes, in the transaction."""
        connection = await self.connection()
        return (await connection.exec_driver_sql(statement.sql, statement.arguments(given))).all()

    async def commit(self) -> None:
        """End the transaction, for good."""
        if self._connection:
            await self._connection.commit()
            await self.close()

    async def rollback(self) -> None:
        """End the transaction, and let nothing of it be."""
        await self.close()

    async def close(self) -> None:
        """Give the connection back; what is not committed is rolled back."""
        connection, self._connection = self._connection, None
        if connection:
            await connection.close()


class Sessions:
    """Makes sessions on the connections of an engine."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    def __call__(self) -> Session:
        return Session(self.engine)


def _driver(connection: AsyncConnection) -> Any:
    """asyncpg's own connection, below SQLAlchemy's."""
    assert connection.sync_connection
    return connection.sync_connection.connection.driver_connection
