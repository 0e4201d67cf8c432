"""Numbers, money and lengths of time in a form."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from comptoir.kit.errors import N_, Invalid
from comptoir.routing.rules.forms.fields import Pair, Reading
from comptoir.routing.rules.forms.kinds import Kind, is_count


class NotWhole(Invalid):
    slug = "not-whole"
    title = N_("Enter a whole number from %(least)s to %(most)s.")


class NotMoney(Invalid):
    slug = "not-money"
    title = N_("Enter an amount from 0 to %(most)s, like 2.50.")


class NotLong(Invalid):
    slug = "not-long"
    title = N_("Enter hours and minutes, %(most)s hours at most.")


class Whole(Kind, frozen=True):
    """A number of things; with `is_open`, none where the field is empty."""

    most: int
    least: int = 0
    is_open: bool = False

    def write(self, name: str, value: Any) -> Iterator[Pair]:
        yield name, "" if value is None else str(value)

    def read(self, reading: Reading, name: str, before: Any) -> Any:
        text = reading.text(name)
        if self.is_open and not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 15 and self.least <= int(text) <= self.most:
            return int(text)
        return reading.refuse(NotWhole, name, least=self.least, most=self.most) or before


class Money(Kind, frozen=True):
    """An amount in minor units, entered in euros. `slide` is how far a slider goes."""

    slide: int = 0
    most: int = 1_000_000
    is_open: bool = False

    def write(self, name: str, value: Any) -> Iterator[Pair]:
        yield name, "" if value is None else f"{Decimal(value) / 100:.2f}"

    def read(self, reading: Reading, name: str, before: Any) -> Any:
        text = reading.text(name).replace(",", ".")
        if self.is_open and not text:
            return None
        if (amount := _minor(text)) is not None and 0 <= amount <= self.most:
            return amount
        return reading.refuse(NotMoney, name, most=self.most // 100) or before


class Span(Kind, frozen=True):
    """A length of time in minutes, entered as hours and minutes."""

    most: int = 525_600

    def write(self, name: str, value: Any) -> Iterator[Pair]:
        yield f"{name}.h", str(value // 60)
        yield f"{name}.m", str(value % 60)

    def read(self, reading: Reading, name: str, before: Any) -> Any:
        hours, minutes = (reading.text(f"{name}.{unit}") or "0" for unit in "hm")
        if is_count(hours) and is_count(minutes) and (total := int(hours) * 60 + int(minutes)) <= self.most:
            return total
        return reading.refuse(NotLong, name, most=self.most // 60) or before


class Parcels(Kind, frozen=True):
    """One parcel, up to so many, or as many as pay."""

    most: int = 100
    least: int = 1

    def write(self, name: str, value: Any) -> Iterator[Pair]:
        yield name, {1: "one", None: "any"}.get(value, "some")
        yield f"{name}.most", str(value or 3) if value != 1 else "3"

    def read(self, reading: Reading, name: str, before: Any) -> Any:
        how = reading.text(name)
        if how == "some":
            return Whole(self.most, self.least).read(reading, f"{name}.most", before)
        return {"one": 1, "any": None}.get(how, before)


def _minor(text: str) -> int | None:
    """Euros as cents; None for what is no amount, or has parts of cents."""
    try:
        cents = Decimal(text) * 100
        return int(cents) if len(text) < 20 and cents.is_finite() and cents == int(cents) else None
    except InvalidOperation:
        return None
