"""Readable names for what the data set calls things: "Fresh croissants" rather than "ROLLS: CROISSANTS/BREADSTICKS"."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from comptoir.cli.completejourney import Article

PRIVATE_BRAND = "Maison Comptoir"


class Wording(msgspec.Struct, frozen=True):
    """The tables by which names are made; see the head of `names.toml` and `words.toml`."""

    types: dict[str, str]
    vague: dict[str, str]
    nouns: dict[str, str]
    words: dict[str, str]
    proper: dict[str, str]
    fronts: list[str]
    backs: list[str]
    pattern: re.Pattern[str]


def product_name(article: Article) -> str:
    """What the article is, in a few readable words, as a sentence begins."""
    return _name(article.type, article.category)


def is_named_by_hand(article: Article) -> bool:
    """Whether the name was written by somebody rather than made from abbreviations."""
    return article.type in _wording().types


def brand_name(article: Article) -> str:
    """The chain's own brand, or an invented one that stands for the maker's number (2 to 6477)."""
    if article.private:
        return PRIVATE_BRAND
    fronts, backs = _wording().fronts, _wording().backs
    back, front = divmod(article.manufacturer, len(fronts))
    return fronts[front] + backs[back]


def size_label(article: Article) -> str:
    """The size of a package as its label would say it: "12 oz", "6-pack of 4 oz", "dozen"; empty if unknown."""
    label = _size(article.size)
    return "" if article.department == "PRODUCE" and _CRATE.fullmatch(label) else label


_SIZES = tuple(
    (re.compile(pattern), label)
    for pattern, label in (
        (r"\(.*?\)|\b\d{5,}\b|^CTN$", ""),  # case numbers
        (r"^\s*[A-Z]{1,2}\s+(?=[\d.])|[*.\s]+$|^\s+", ""),  # a leading letter is the grocer's own mark
        (r"\bOZS\b", "OZ"),
        (r"\bGAL?\b", "gal"),
        (r"^(PT|QT|gal|LB|L|PK)$", r"1 \1"),
        (r"^(\d+) ?(?:PK|CT) ?/ ?([\d.]+) ?(OZ|gal|L|ML)$", r"\1-pack of \2 \3"),
        (r"^(?!1/2|[13]/4|[1357]/8)(\d+) ?/ ?([\d.]+) ?(OZ|gal|L|ML)$", r"\1-pack of \2 \3"),
        (r"^([\d.]+) ?(OZ|gal|L|ML) ?/ ?(\d+) ?(?:PK|CT)$", r"\3-pack of \1 \2"),
        (r"^(\d+) ?PK$", r"\1-pack"),
        (r"^1 ?(?:CT|PC)$", "1 piece"),
        (r"^([\d-]+) ?(?:CT|PC)$", r"\1 pieces"),
        (r"^(\d+) ?(?:LOADS?|LDS?)$", r"\1 loads"),
        (r"^1? ?(?:DOZ|DZ|DOZEN)$", "dozen"),
        (r"(?<![\d.])\.(?=\d)", "0."),
        (r"(\d\.\d*?)0+(?!\d)", r"\1"),
        (r"(\d)\.(?!\d)", r"\1"),
    )
)
# Of loose fruit and vegetables the data set tells the size of the crate.
_CRATE = re.compile(r"(?:1[1-9]|[2-9]\d)[\d.]* lb|(?:1[4-9]|[2-9]\d)[\d-]* pieces")


@cache
def _size(size: str) -> str:
    for pattern, label in _SIZES:
        size = pattern.sub(label, size)
    return re.sub(r"\s+", " ", size).strip().lower()


@cache
def _name(kind: str, category: str) -> str:
    wording = _wording()
    if vague := wording.vague.get(kind):
        return _sentence(vague.format(_noun(category)))
    return wording.types.get(kind) or _sentence(_plain(kind) or _noun(category))


def _noun(category: str) -> str:
    return _wording().nouns.get(category) or _plain(category) or "unlisted article"


def _plain(capitals: str) -> str:
    """Lower-case words for a type in capitals: abbreviations written out, what stands in brackets left away."""
    wording = _wording()
    text = re.sub(r"\(.*", "", capitals).replace("-MAGAZINE", " MAGAZINE")
    text = re.sub(r"\b(CHILDREN|WOMEN|MEN) S\b", r"\1'S", text).replace("DVD S", "DVDS")
    text = re.sub(r"\b(SEAFOOD|MEAT)-(FRE|FRZ|MISC)-", r"\2 \1: ", text)
    text = wording.pattern.sub(lambda match: wording.words[match[0]], text)
    text = re.sub(r"\s*:\s*|\s+-\s+", " , ", text)
    words: list[str] = [word.lower() for word in re.findall(r"[\w'%.+-]+|[,/&]", text)]
    text = " ".join(wording.proper.get(word, word) for word in words)
    return _listed(re.sub(r"(?: [,/&])* ([,/&])(?= |$)", r" \1", text).strip(" ,&/-."))


def _listed(text: str) -> str:
    """ "a / b & c" as "a, b & c"."""
    *first, last = re.split(r" [/&] ", text)
    return (", ".join(first) + " & " + last if first else last).replace(" ,", ",")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _wording() -> Wording:
    names, words = _toml("names"), _toml("words")
    keys = sorted(words["words"], key=len, reverse=True)
    alternatives = "|".join(map(re.escape, keys))
    return Wording(
        **names,
        words=words["words"],
        **words["brands"],
        proper={word.lower(): word for word in words["proper"]["words"]},
        pattern=re.compile(rf"(?<![A-Z])(?:{alternatives})(?![A-Z])"),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))
