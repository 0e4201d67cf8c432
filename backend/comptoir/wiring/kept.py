"""Rows of lists, rendered once.

A list is pushed because one of its rows changed; the others are as they were. So templates draw a row by `kept`, which
takes the HTML of the last time where all that it is made of is the same. That is most of the cost of a push.

A long list draws them by `kept.marked`: such a row says by a mark what it is made of, and is not pushed again to those
who have it (see `thin`).
"""

from datetime import datetime
from hashlib import blake2s
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
        return self._row(macro, row, minutes=_minutes(at, now), is_marked=False)

    def marked(self, macro: Macro, row: Any, at: datetime | None = None, now: datetime | None = None) -> Markup:
        """The same for an `<li>` in which the page itself keeps the minutes true: its mark says nothing of them."""
        return self._row(macro, row, minutes=_minutes(at, now), is_marked=True)

    def _row(self, macro: Macro, row: Any, *, minutes: int | None, is_marked: bool) -> Markup:
        drawing: Any = macro._func  # pyright: ignore[reportPrivateUsage] - its code tells versions of a template apart
        made_of = msgspec.msgpack.encode(row)
        key = drawing.__code__, made_of, minutes, is_marked
        html = self._rows.pop(key, None) or _draw(macro, row, made_of if is_marked else None)
        self._rows[key] = html
        if len(self._rows) > self._size:
            del self._rows[next(iter(self._rows))]
        return html


def _minutes(at: datetime | None, now: datetime | None) -> int | None:
    return ceil((at - now).total_seconds() / 60) if at and now else None


def _draw(macro: Macro, row: Any, made_of: bytes | None) -> Markup:
    html = str(macro(row))
    if made_of is not None:
        html = html.replace("<li ", f'<li data-mark="{blake2s(made_of, digest_size=8).hexdigest()}" ', 1)
    return Markup(html)  # noqa: S704 - a macro escapes by itself
