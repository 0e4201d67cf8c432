"""Rows of lists, rendered once.

A list is pushed because one of its rows changed; the others are as they were. So templates draw a row by `kept`, which
takes the HTML of the last time where all that it is made of is the same. That is most of the cost of a push.
"""

from datetime import datetime
from math import ceil
from typing import Any

import msgspec
from jinja2.runtime import Macro
from markupsafe import Markup

ROWS = 5_000


class Kept:
    """The rows of one language."""

    def __init__(self, size: int = ROWS) -> None:
        self._size = size
        self._rows: dict[Any, Markup] = {}

    def __call__(self, macro: Macro, row: Any, at: datetime | None = None, now: datetime | None = None) -> Markup:
        """What the macro draws for a row: it may depend on nothing else but the whole minutes from `now` to `at`."""
        minutes = ceil((at - now).total_seconds() / 60) if at and now else None
        drawing: Any = macro._func  # pyright: ignore[reportPrivateUsage] - its code tells versions of a template apart
        key = drawing.__code__, msgspec.msgpack.encode(row), minutes
        html = self._rows.pop(key, None) or Markup(macro(row))  # noqa: S704 - a macro escapes by itself
        self._rows[key] = html
        if len(self._rows) > self._size:
            del self._rows[next(iter(self._rows))]
        return html
