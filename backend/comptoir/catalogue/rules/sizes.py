"""Sizes in the order that people expect: XS before S, 38 before 40, 250 g before 1 kg, 6 months before 2 years."""

import re
from functools import lru_cache

from comptoir.catalogue.rules.words import fold

Key = tuple[int, float, str]

_LETTERS = re.compile(r"(?:(\d{1,3})x|(x*))(s|m|l)\b")
_NUMBER = re.compile(r"(?:(\d+)[ -])?(\d+)/(\d+)|\d+(?:[.,]\d+)?")
_FRACTION = re.compile(r"(?<=\d)(?=[¼½¾⅐-⅞])")
_UNIT = re.compile(r"\s*([a-z]+)\b")
_LONGEST = 60
_GRAMS = {"mg": 0.001, "g": 1, "kg": 1000, "oz": 28.35, "lb": 453.6}
_MILLILITRES = {"ml": 1, "cl": 10, "dl": 100, "l": 1000, "fl": 29.57, "pt": 473, "qt": 946, "gal": 3785}
_MILLIMETRES = {"mm": 1, "cm": 10, "m": 1000, "in": 25.4, "ft": 304.8}
_MONTHS = {"mois": 1, "month": 1, "months": 1, "an": 12, "ans": 12, "year": 12, "years": 12}
_SCALES: dict[str, float] = _GRAMS | _MILLILITRES | _MILLIMETRES | _MONTHS


@lru_cache(maxsize=4096)
def size_order(size: str) -> Key:
    """A key to sort sizes by: none first, then letters, then numbers, then words."""
    text = fold(_FRACTION.sub(" ", size[:_LONGEST])).strip()
    if not text:
        return 0, 0, ""
    if letters := _LETTERS.match(text):
        return 1, _place(*letters.groups()), text
    if number := _NUMBER.search(text):
        return 2, _value(number) * _scale(text[number.end() :]), text
    return 3, 0, text


def _place(count: str | None, repeated: str | None, letter: str) -> float:
    """How far from M: XL and 2XL are 2 and 3, S is -1."""
    far = 1 + (int(count) if count else len(repeated or ""))
    return {"s": -far, "m": 0, "l": far}[letter]


def _value(number: re.Match[str]) -> float:
    whole, above, below = number.groups()
    if below:
        return int(whole or 0) + int(above) / (int(below) or 1)
    return float(number[0].replace(",", "."))


def _scale(rest: str) -> float:
    unit = _UNIT.match(rest)
    return _SCALES.get(unit[1], 1) if unit else 1
