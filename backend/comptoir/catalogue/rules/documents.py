"""What a product is found by: its document, made from its words and those of its variants."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

import msgspec

from comptoir.catalogue.rules.sizes import size_order
from comptoir.catalogue.rules.words import is_meant, lexemes, spellings, words

LONGEST_LABEL = 200
MOST_LABELS = 60
"""So many sizes, and so many colours, of one product are offered to choose from; all of them are found."""


class Variety(NamedTuple):
    """What a search knows of a variant."""

    size: str
    colour: str
    price: int


class Source(msgspec.Struct, frozen=True):
    """A product as it stands in the catalogue, with all its variants."""

    product_id: int
    name: str
    brand: str
    department: str
    popularity: int
    varieties: list[Variety]


class Document(msgspec.Struct, frozen=True):
    """A product as a search knows it. `lexemes` are sorted; sizes and colours are the first ones, in their order."""

    product_id: int
    lexemes: list[str]
    name: str
    department: str
    sizes: list[str]
    colours: list[str]
    popularity: int
    variants: int
    price_from: int
    price_to: int


class Filters(msgspec.Struct, frozen=True):
    """What a product must have: a department, and one variant of a size, of a colour, or of both. Empty is any."""

    department: str | None = None
    size: str | None = None
    colour: str | None = None

    @classmethod
    def of(cls, department: str | None, size: str | None, colour: str | None) -> "Filters":
        """The same from any input: what no database can hold is nowhere found."""
        return cls(_storable(department), _storable(size), _storable(colour))

    @property
    def lexemes(self) -> list[str]:
        """What must be in its document."""
        by_department = [_department_lexeme(self.department)] if self.department else []
        return by_department + ([_variety_lexeme(self.size, self.colour)] if self.size or self.colour else [])


def document(source: Source) -> Document:
    """The document of a product. One without variants can't be sold, so nothing finds it."""
    prices = [each.price for each in source.varieties] or [0]
    return Document(
        product_id=source.product_id,
        lexemes=_lexemes(source) if source.varieties else [],
        name=in_a_row(words(source.name)),
        department=source.department,
        sizes=_labels(each.size for each in source.varieties),
        colours=_labels(each.colour for each in source.varieties),
        popularity=source.popularity,
        variants=len(source.varieties),
        price_from=min(prices),
        price_to=max(prices),
    )


def in_a_row(found: Iterable[str]) -> str:
    """Words to compare a name by; each with a space before it, so that any can be looked for by its beginning."""
    return "".join(f" {word}" for word in found)


def spelled(sources: Iterable[Source]) -> dict[str, str]:
    """How each word that may be meant by a mistyped one is written in some products."""
    texts = dict.fromkeys(chain.from_iterable(map(_texts, sources)))
    return {word: written for text in texts for word, written in spellings(text).items() if is_meant(word)}


def _lexemes(source: Source) -> list[str]:
    by_words = chain.from_iterable(lexemes(text) for text in _texts(source))
    by_filters = (_variety_lexeme(*labels) for each in source.varieties for labels in _filtered_by(each))
    return sorted({_department_lexeme(source.department), *by_words, *by_filters})


def _filtered_by(variety: Variety) -> Iterable[tuple[str | None, str | None]]:
    """What it can be filtered by; what is empty is no size and no colour."""
    size, colour = variety.size or None, variety.colour or None
    return {labels for labels in ((size, None), (None, colour), (size, colour)) if any(labels)}


def _texts(source: Source) -> Iterable[str]:
    labels = ((each.size, each.colour) for each in source.varieties)
    return dict.fromkeys((source.name, source.brand, source.department, *chain.from_iterable(labels)))


def _labels(labels: Iterable[str]) -> list[str]:
    return sorted({label for label in labels if label}, key=size_order)[:MOST_LABELS]


# No word begins with a sign, so nobody finds these by typing.
def _department_lexeme(department: str) -> str:
    return f"=d{department[:LONGEST_LABEL]}"


def _variety_lexeme(size: str | None, colour: str | None) -> str:
    return f"=v{_label(size)}\x1f{_label(colour)}"


def _storable(value: str | None) -> str | None:
    return value and value[:LONGEST_LABEL].encode(errors="replace").decode().replace("\0", "?")


def _label(value: str | None) -> str:
    return "*" if value is None else f"={value[:LONGEST_LABEL]}"
