"""Rows as other systems write them: a JSON object a line, or CSV with a header."""

import csv
import re
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec
import msgspec.inspect

from comptoir.stock.ports.lines import LONGEST, Unreadable

R = TypeVar("R", bound=msgspec.Struct)

DELIMITERS = ",;\t"
NUMBER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)


class BadLine(Exception):
    """A line that is no row, whatever it says; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Ndjson(Generic[R]):
    """A JSON object a line; what is not known of it is passed over."""

    def __init__(self, kind: type[R]) -> None:
        self._decode = msgspec.json.Decoder(kind).decode

    def parse(self, line: bytes) -> R | None:
        """The row of a line; None for an empty one. Raises BadLine, msgspec.ValidationError or UnicodeDecodeError."""
        if len(line) > LONGEST:
            raise BadLine("too_long")
        try:
            return self._decode(line)
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError:
            if not line.strip():
                return None
            line.decode()
            raise BadLine("not_an_object") from None


class Csv(Generic[R]):
    """A header, then a row a line, with commas, semicolons or tabs; what is not known of it is passed over.

    `needed` are columns of which one at least is there.
    """

    def __init__(self, kind: type[R], *, needed: Sequence[str]) -> None:
        self._kind, self._needed = kind, needed
        self._fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        self._delimiter = ","
        self._width = 0
        self._columns: list[tuple[int, str, bool]] = []
        """Place, name, and whether it holds numbers, of the columns that we know."""

    def parse(self, line: bytes) -> R | None:
        """The row of a line; None for the header or an empty one. Raises as Ndjson does, and Unreadable."""
        if len(line) > LONGEST:
            raise BadLine("too_long")
        text = line.decode().rstrip("\r")
        if not text.strip():
            return None
        if not self._width:
            self._begin(text)
            return None
        return msgspec.convert(self._values(self._cells(text)), self._kind)

    def _begin(self, text: str) -> None:
        """Take in the header. Raises Unreadable where it does not tell enough, or says something twice."""
        self._delimiter = max(DELIMITERS, key=text.count)
        header = [name.strip().lower() for name in self._cells(text)]
        missing = [name for name, field in self._fields.items() if field.required and name not in header]
        if not any(name in header for name in self._needed):
            missing.append("/".join(self._needed))
        if missing:
            raise Unreadable("missing_columns", columns=", ".join(missing))
        if twice := [name for name in self._fields if header.count(name) > 1]:
            raise Unreadable("double_columns", columns=", ".join(twice))
        known = [(place, name) for place, name in enumerate(header) if name in self._fields]
        self._columns = [(place, name, _is_number(self._fields[name].type)) for place, name in known]
        self._width = len(header)

    def _cells(self, text: str) -> list[str]:
        if '"' not in text:
            return text.split(self._delimiter)
        try:
            return next(csv.reader([text], delimiter=self._delimiter, strict=True))
        except csv.Error:
            raise BadLine("unclosed_quote") from None

    def _values(self, cells: list[str]) -> dict[str, Any]:
        if len(cells) > self._width and any(cells[self._width :]):
            raise BadLine("too_many_columns")
        values: dict[str, Any] = {}
        for place, name, is_number in self._columns:
            cell = cells[place].strip() if place < len(cells) else ""
            if cell:
                values[name] = int(cell) if is_number and NUMBER.fullmatch(cell) else cell
        if values and all(value == name for name, value in values.items()):
            raise BadLine("header_again")
        return values


def _is_number(kind: Any) -> bool:
    return isinstance(msgspec.inspect.type_info(kind), msgspec.inspect.IntType)
