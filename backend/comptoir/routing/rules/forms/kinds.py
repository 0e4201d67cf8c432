"""Kinds of values: how each is written into the texts of a form, and read again.

A kind reads with the value that stood there before at hand, so that what people did not touch comes back as it was,
even where a form can't show all of it, like the order of what is ticked. A text that can't be read is noted, and the
answer is the value before. Amounts and times have files of their own.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from comptoir.kit.errors import N_, Invalid
from comptoir.routing.rules.forms.fields import Pair, Reading
from comptoir.routing.rules.measures import Country, Word


class NotName(Invalid):
    slug = "not-name"
    title = N_("Enter a name of at most 80 characters.")


class NotWords(Invalid):
    slug = "not-words"
    title = N_("Each line has at most 80 characters.")


class NotCountries(Invalid):
    slug = "not-countries"
    title = N_("Write countries as two capital letters, with spaces between them, like FR BE.")


class Kind(msgspec.Struct, frozen=True):
    """One kind of value."""

    @property
    def control(self) -> str:
        """What it is entered by."""
        return type(self).__name__.lower()

    def write(self, name: str, value: Any) -> Iterator[Pair]:
        """The fields that hold it."""
        yield name, str(value)

    def read(self, reading: Reading, name: str, before: Any) -> Any:
        """The value in the fields."""
        raise NotImplementedError


class Name(Kind, frozen=True):
    """What something is called."""

    def read(self, reading: Reading, name: str, before: Any) -> Any:
        text = reading.text(name)
        if _is(text, Word):
            return text
        return reading.refuse(NotName, name) or before


class Words(Kind, frozen=True):
    """Words of people's own, one a line."""

    def write(self, name: str, value: Any) -> Iterator[Pair]:
        yield name, "\n".join(value)

    def read(self, reading: Reading, name: str, before: Any) -> Any:
        lines = [line.strip(" ") for line in reading.fields.one(name).replace("\r", "\n").split("\n")]
        words = tuple(line for line in lines if line)
        if all(_is(word, Word) for word in words):
            return words
        return reading.refuse(NotWords, name) or before


class Countries(Kind, frozen=True):
    """Countries by their letters."""

    def write(self, name: str, value: Any) -> Iterator[Pair]:
        yield name, " ".join(value)

    def read(self, reading: Reading, name: str, before: Any) -> Any:
        codes = tuple(reading.text(name).upper().replace(",", " ").replace(";", " ").split())
        if all(_is(code, Country) for code in codes):
            return codes
        return reading.refuse(NotCountries, name) or before


class Several(Kind, frozen=True):
    """Some of what can be ticked, and of what was ticked before."""

    options: tuple[Any, ...]

    def write(self, name: str, value: Any) -> Iterator[Pair]:
        yield from ((name, str(each)) for each in value)

    def read(self, reading: Reading, name: str, before: Any) -> Any:
        ticked = reading.fields.all(name)
        if sorted(ticked) == sorted(map(str, before)):
            return before
        return tuple(each for each in dict.fromkeys((*self.options, *before)) if str(each) in ticked)


class One(Kind, frozen=True):
    """One of what can be chosen."""

    options: tuple[str, ...]

    def read(self, reading: Reading, name: str, before: Any) -> Any:
        text = reading.text(name)
        return text if text in self.options else before


class Flag(Kind, frozen=True):
    """Yes or no."""

    def write(self, name: str, value: Any) -> Iterator[Pair]:
        if value:
            yield name, "on"

    def read(self, reading: Reading, name: str, before: Any) -> Any:  # noqa: ARG002 - as others have it
        return reading.fields.has(name)


def _is(text: str, kind: Any) -> bool:
    try:
        return bool(msgspec.convert(text, kind))
    except msgspec.ValidationError:
        return False


def is_count(text: str) -> bool:
    """Whether a text is a number of things, and no huge one."""
    return text.isascii() and text.isdigit() and len(text) < 7
