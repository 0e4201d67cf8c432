"""Words as a search compares them: without case, accents and ligatures; and how alike two of them are."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

LONGEST_TEXT, LONGEST_WORD = 200, 40
"""Of longer ones the rest counts for nothing, in a product's name as in what somebody types."""

_LETTERS = str.maketrans(dict(zip("øđðłıĸŋ\u2044", "oddlikn/", strict=True)) | {"œ": "oe", "æ": "ae", "þ": "th"})
_UNITS = "oz|fl|lb|gal|qt|pt|kg|g|l|dl|cl|ml|m|cm|mm|w|kw|v"
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu)['’ʼ](?=\w)")
_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ]s\b")
_MEASURE = re.compile(rf"(?<=\d)\s+(?=(?:{_UNITS})\b)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_WORD = re.compile(r"[^\W_]+(?:(?<=\d)[./](?=\d)[^\W_]+)*")
_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
_MEASURED = re.compile(rf"[\d./]+({_UNITS})")


def fold(text: str) -> str:
    """Lower case without accents: "Œufs FRAIS à l'étal" is "oeufs frais a l'etal". Folding twice changes nothing."""
    lower = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    plain = "".join(letter for letter in lower if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", plain)


def words(text: str) -> list[str]:
    """The distinct folded words in order: "L'huile d'olive 1,5 L" is huile, olive, 1.5l."""
    return list(spellings(text))


def spellings(text: str) -> Mapping[str, str]:
    """Each folded word of a text, in order, and how it is written there."""
    return _spellings(text[:LONGEST_TEXT])


def lexemes(text: str) -> frozenset[str]:
    """All that a text can be found by: its words, units by themselves, and "tshirt" for "t-shirt"."""
    return _lexemes(text[:LONGEST_TEXT])


# Both are asked for the same few labels again and again.
@lru_cache(maxsize=4096)
def _spellings(text: str) -> Mapping[str, str]:
    lower = unicodedata.normalize("NFC", text).lower()
    for pattern, instead in ((_ELIDED, ""), (_POSSESSIVE, "s"), (_MEASURE, ""), (_DECIMAL_COMMA, ".")):
        lower = pattern.sub(instead, lower)
    written = [word[:LONGEST_WORD] for word in _WORD.findall(lower)]
    return {folded: word for word in written if (folded := fold(word))}


@lru_cache(maxsize=4096)
def _lexemes(text: str) -> frozenset[str]:
    found = words(text)
    units = {measured[1] for word in found if (measured := _MEASURED.fullmatch(word))}
    compounds = {compound.replace("-", "")[:LONGEST_WORD] for compound in _COMPOUND.findall(fold(text))}
    return frozenset(found) | units | compounds


def is_correctable(word: str) -> bool:
    """Whether a typing error in it can be told: not in short words, and never in numbers and sizes."""
    return len(word) > 3 and word.isalpha()


def is_meant(word: str) -> bool:
    """Whether a mistyped word may have been meant for it."""
    return len(word) > 2 and word.isalpha()


def trigrams(word: str) -> list[str]:
    """The sequences of three letters of a word, of which the first two say that they stand at its start."""
    padded = f"  {word}"
    return [padded[place : place + 3] for place in range(len(word))]


def telling_trigrams(word: str, errors: int) -> list[str]:
    """Those of which any word that is meant with so many errors has at least one.

    An error changes four trigrams at most, so four for each error and one more are enough. They are the last: a word
    shares its first ones with most others.
    """
    return trigrams(word)[-(4 * errors + 1) :]


def letters(word: str) -> int:
    """A bit for each letter that occurs in a word. Other alphabets share the bits of ours."""
    bits = 0
    for letter in word:
        bits |= 1 << ord(letter) % 32
    return bits


def errors_forgiven(word: str) -> int:
    """One wrong, missing, surplus or swapped letter in a short word, two in a longer one."""
    return 2 if len(word) > 7 else 1


def nearest(word: str, candidates: Iterable[tuple[str, int]], *, most: int = 8) -> list[str]:
    """The words that a mistyped one may be meant for, the likeliest first. Candidates come with how often they occur.

    What is typed may be the beginning of a word: "choclat" is near "chocolate".
    """
    forgiven = errors_forgiven(word)
    weighed = ((distances(word, other, most=forgiven), -often, other) for other, often in candidates)
    near = sorted(each for each in weighed if each[0][0] <= forgiven)
    return [other for _, _, other in near[:most]]


def distances(word: str, other: str, *, most: int = LONGEST_WORD) -> tuple[int, int]:
    """How many errors lie between a word and the nearest beginning of another, and between it and the whole of it.

    An error is a wrong, missing or surplus letter, or two neighbours swapped (optimal string alignment). Nobody counts
    on when there are more than `most`.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(word):
        cells = [place + 1]
        for column, target in enumerate(other):
            cost = min(row[column + 1] + 1, cells[column] + 1, row[column] + (letter != target))
            if place and column and letter == other[column - 1] and word[place - 1] == target:
                cost = min(cost, before[column - 1] + 1)
            cells.append(cost)
        before, row = row, cells
        if min(row) > most:
            break
    return min(row), row[-1]
