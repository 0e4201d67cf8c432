"""Product search: by name, brand, department, size and colour, forgiving accents, beginnings and small typing errors.

A typed word finds the products in whose document (`rules.documents`) a word begins with it; all must be found. Only
when nothing has them all is it asked what may have been meant (`understanding.py`), so that what is typed right costs
one look into one index. What a code names goes first.
"""

from collections.abc import Iterable

import msgspec
from sqlalchemy import select

from comptoir.catalogue.queries.best import MOST_FOUND, Asked, Best, Choice, Choices, best
from comptoir.catalogue.queries.codes import Named, named
from comptoir.catalogue.queries.found import Fitting, FoundProduct, found_products
from comptoir.catalogue.queries.understanding import Guess
from comptoir.catalogue.rules import gtin_of
from comptoir.catalogue.rules.documents import Filters
from comptoir.catalogue.rules.reading import NOTHING, Reading, as_typed
from comptoir.catalogue.rules.words import LONGEST_TEXT, fold, words
from comptoir.catalogue.tables import ProductDocument
from comptoir.wiring.work import Work

MOST_ON_PAGE = 100
MOST_BEGINNING = 10
"""So many variants are found by the beginning of their SKU."""


class SearchResult(msgspec.Struct, frozen=True):
    """A page of what was found.

    `count` is that of all products found; where it `is_cut`, more have what was asked for than the best 500 that
    count. `corrected` is what was understood, if that is not what was typed. `variant_id` is the variant whose
    barcode or SKU was given.
    """

    products: tuple[FoundProduct, ...]
    count: int
    is_cut: bool
    choices: Choices
    corrected: str | None
    variant_id: int | None


class ByWords(msgspec.Struct, frozen=True):
    """What words found, and how they were read; `corrected` if not as they were typed."""

    best: Best
    reading: Reading
    corrected: str | None = None


async def find_products(
    work: Work,
    typed: str,
    *,
    department: str | None = None,
    size: str | None = None,
    colour: str | None = None,
    most: int = 30,
    offset: int = 0,
) -> SearchResult:
    """The products that somebody looks for by words or a code; all, the popular first, where nothing is typed.

    Size and colour are those of one and the same variant; what a code names is found whatever the filters. Nothing
    that is typed is an error; what is too long is cut.
    """
    typed = typed[:LONGEST_TEXT]
    filters = Filters.of(department, size, colour)
    most, offset = max(1, min(most, MOST_ON_PAGE)), max(0, offset)
    codes = await _codes(work, typed)
    first = list(dict.fromkeys(one.product_id for one in codes))
    on_page = first[offset : offset + most]
    asked = Asked(filters, besides=first, skip=max(0, offset - len(first)), most=most - len(on_page))
    found = await _by_words(work, typed, asked, is_code=bool(codes))
    product_ids = on_page + found.best.product_ids
    return SearchResult(
        products=await found_products(work, product_ids, _fitting(codes, found, filters)),
        count=len(first) + found.best.count,
        is_cut=found.best.count == MOST_FOUND,
        choices=found.best.choices,
        corrected=found.corrected,
        variant_id=next((one.variant.id for one in codes if one.variant and one.is_whole), None),
    )


async def departments(work: Work) -> list[str]:
    """The departments that have anything, by name."""
    stored = ProductDocument
    rows = await work.execute(select(stored.department).where(stored.variants > 0).distinct())
    return sorted(rows.scalars(), key=fold)


async def _codes(work: Work, typed: str) -> list[Named]:
    """What the text names as a code, if it can be one."""
    is_code = len(typed.split(maxsplit=2)) == 1 or any(map(str.isdigit, typed)) or gtin_of(typed)
    return await named(work, typed, most_beginning=MOST_BEGINNING) if is_code else []


async def _by_words(work: Work, typed: str, asked: Asked, *, is_code: bool) -> ByWords:
    reading = as_typed(typed)
    if not reading.meanings and typed.strip():
        return ByWords(Best(), reading)  # signs alone mean nothing, rather than everything
    found = await best(work, reading, asked)
    if found.count or is_code or not reading.meanings:
        return ByWords(found, reading)
    return await _by_guess(work, Guess(work, reading, typed), reading, asked)


async def _by_guess(work: Work, guess: Guess, typed: Reading, asked: Asked) -> ByWords:
    """What was meant does not depend on filters: with them, nothing may be the right answer."""
    reading = await guess.by_correction()
    found = await best(work, reading, asked) if reading not in (typed, NOTHING) else Best()
    if not found.count:
        is_filtered = bool(asked.filters.lexemes)
        reading = await guess.first_that_finds([typed, reading]) if is_filtered else None
        reading = reading or await guess.by_loosening() or typed
        found = await best(work, reading, asked)
    return ByWords(found, reading, guess.say(reading) if reading != typed else None)


def _fitting(codes: list[Named], found: ByWords, filters: Filters) -> Fitting:
    """The variants of most interest: what a code names; else those that filters ask for; else those typed."""
    typed, choices = found.reading.words, found.best.choices
    return Fitting(
        variant_ids=[one.variant.id for one in codes if one.variant],
        sizes=[filters.size] if filters.size else list(_typed(typed, choices.sizes)),
        colours=[filters.colour] if filters.colour else list(_typed(typed, choices.colours)),
    )


def _typed(typed: list[str], choices: Iterable[Choice]) -> Iterable[str]:
    """The choices of which a word was typed, or begun."""
    for choice in choices:
        if any(word.startswith(tuple(typed)) for word in words(choice.value)):
            yield choice.value
