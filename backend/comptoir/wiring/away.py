"""Whether an error says that the database cannot be reached, which passes by itself, or that something is wrong."""

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_ASYNCPG = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,  # it shuts down, or is not up yet
    asyncpg.TooManyConnectionsError,
)


def is_away(error: BaseException) -> bool:
    """Whether a later try may succeed without anybody changing anything."""
    if isinstance(error, DBAPIError):
        cause = error.orig.__cause__ if error.orig else None
        return error.connection_invalidated or isinstance(error, InterfaceError) or isinstance(cause, _ASYNCPG)
    return isinstance(error, (*_ASYNCPG, PoolTimeout, OSError, TimeoutError))
