"""Statements of each order, compiled once and sent to the driver as they are.

SQLAlchemy looks up, checks and accounts for each statement anew, which takes three to six times what the driver takes.
"""

from typing import Any

from sqlalchemy import Select, Update
from sqlalchemy.dialects.postgresql import asyncpg

DIALECT = asyncpg.dialect()


class Prepared:
    """A statement without `in_`; its parameters, which the driver takes as they are, are numbers, texts, and lists."""

    def __init__(self, query: Select[*tuple[Any, ...]] | Update) -> None:
        compiled = query.compile(dialect=DIALECT)
        self.sql = str(compiled)
        self._names = tuple(compiled.positiontup or ())
        self._fixed = {name: value for name, value in compiled.params.items() if not compiled.binds[name].required}

    def arguments(self, given: dict[str, Any]) -> tuple[Any, ...]:
        """All parameters, in their order."""
        every = self._fixed | given
        return tuple(every[name] for name in self._names)
