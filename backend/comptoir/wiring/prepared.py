"""Queries that each order asks, compiled once and sent to the driver as they are.

SQLAlchemy looks up, checks and accounts for each statement anew, which takes three to six times what the driver takes.
"""

from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects.postgresql import asyncpg

DIALECT = asyncpg.dialect()


class Prepared:
    """A query without `in_`; the driver takes its parameters as they are: numbers, texts, moments and lists of them."""

    def __init__(self, query: Select[*tuple[Any, ...]]) -> None:
        compiled = query.compile(dialect=DIALECT)
        self.sql = str(compiled)
        self._names = tuple(compiled.positiontup or ())
        self._fixed = {name: value for name, value in compiled.params.items() if not compiled.binds[name].required}

    def arguments(self, given: dict[str, Any]) -> tuple[Any, ...]:
        """All parameters, in their order."""
        every = self._fixed | given
        return tuple(every[name] for name in self._names)
