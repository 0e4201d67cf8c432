"""Any part of a policy, made of what its schema allows; and what a browser sends of a form that nobody touched."""

import re
from html.parser import HTMLParser
from typing import Any, TypeVar

import msgspec
from hypothesis import strategies as some
from msgspec import inspect

from comptoir.routing.rules.measures import Word

Made = TypeVar("Made")


def any_of(kind: type[Made]) -> some.SearchStrategy[Made]:
    """Any value of a kind that reads back what it writes."""
    return _values(inspect.type_info(kind))


def _values(info: Any) -> some.SearchStrategy[Any]:
    return MAKERS[type(info)](info)


def _struct(info: inspect.StructType) -> some.SearchStrategy[Any]:
    needed = {field.name: _values(field.type) for field in info.fields if field.required}
    free = {field.name: _values(field.type) for field in info.fields if not field.required}
    return some.fixed_dictionaries(needed, optional=free).map(lambda values: info.cls(**values))


def _text(info: inspect.StrType) -> some.SearchStrategy[str]:
    if "[A-Z]{2}" in (info.pattern or ""):
        return some.from_regex(re.compile("[A-Z]{2}", re.ASCII), fullmatch=True)
    return some.text(some.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=12).filter(
        _is_word
    )


def _is_word(text: str) -> bool:
    try:
        return bool(msgspec.convert(text, Word))
    except msgspec.ValidationError:
        return False


MAKERS: dict[type, Any] = {
    inspect.Metadata: lambda info: _values(info.type),
    inspect.StructType: _struct,
    inspect.StrType: _text,
    inspect.IntType: lambda info: some.integers(info.ge or 0, info.le),
    inspect.BoolType: lambda _: some.booleans(),
    inspect.NoneType: lambda _: some.none(),
    inspect.LiteralType: lambda info: some.sampled_from(info.values),
    inspect.UnionType: lambda info: some.one_of([_values(each) for each in info.types]),
    inspect.VarTupleType: lambda info: some.lists(_values(info.item_type), max_size=4).map(tuple),
}


class Sent(HTMLParser):
    """What a browser sends of a form: fields that are ticked, written or hidden, in the order of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._area: tuple[str, list[str]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, value = found.get("name"), found.get("value") or ""
        if tag == "textarea" and name:
            self._area = (name, [])
        if tag == "input" and name and (found.get("type") not in ("checkbox", "radio") or "checked" in found):
            self.pairs.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            name, texts = self._area
            self.pairs.append((name, "".join(texts).replace("\n", "\r\n")))
            self._area = None
