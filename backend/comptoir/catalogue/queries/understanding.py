"""What was meant by words that no product has together: asked only then, since it takes a few looks more."""

from typing import Any

import msgspec
from sqlalchemy import text

from comptoir.catalogue.rules.reading import Reading, corrected, loosened, telling
from comptoir.catalogue.rules.words import (
    errors_forgiven,
    is_correctable,
    is_meant,
    letters,
    nearest,
    spellings,
    telling_trigrams,
    trigrams,
)
from comptoir.wiring.database import encode_json
from comptoir.wiring.work import Work

CANDIDATES = 25
"""So many words that share most trigrams with a mistyped one are compared with it letter by letter."""


class _Question(msgspec.Struct, frozen=True):
    """A word to look up; one with trigrams can be corrected, by a word that has any of the telling ones.

    Whether it is known, the vocabulary says; of numbers and very short words, which it does not list, the documents.
    """

    word: str
    is_unlisted: bool
    query: str
    trigrams: list[str]
    telling: list[str]
    letters: int
    errors: int


class Guess:
    """Guesses what a text means, the simple way first; it remembers what it learned of the words."""

    def __init__(self, work: Work, typed: Reading, text: str) -> None:
        self._work, self._words = work, telling(typed)
        self._written = dict(spellings(text))
        self._known: set[str] = set()
        self._near: dict[str, list[str]] = {}

    async def by_correction(self) -> Reading:
        """Words that nothing begins with as those near to them, or left out. It may find nothing, or mean nothing."""
        await self._look_up(self._words.words, errors=1)
        left = [word for word in self._words.words if word not in self._known and not self._near[word]]
        await self._look_up([word for word in left if errors_forgiven(word) > 1], errors=2)
        return corrected(self._words, self._known, self._near)

    async def by_loosening(self) -> Reading | None:
        """The likeliest of all other readings that finds a product at all; None where none does."""
        await self._look_up(sorted(self._known), errors=1, known_too=True)
        readings = loosened(self._words, self._known, self._near)
        several = [reading for reading in readings if len(reading.meanings) > 1]
        # A word of the vocabulary by itself surely finds something, and very many to count.
        return await self.first_that_finds(several) or next(iter(readings[len(several) :]), None)

    async def first_that_finds(self, readings: list[Reading]) -> Reading | None:
        """The first reading for which there is any product, in whatever department."""
        asked = [reading for reading in readings if reading.meanings]
        if not asked:
            return None
        counts = (await self._work.execute(_COUNT, {"queries": [reading.query() for reading in asked]})).scalars()
        return next((reading for reading, count in zip(asked, counts, strict=True) if count), None)

    def say(self, reading: Reading) -> str:
        """A reading as it is written in the catalogue, or else as it was typed."""
        return " ".join(self._written.get(word, word) for word in reading.words)

    async def _look_up(self, words: list[str], *, errors: int, known_too: bool = False) -> None:
        if not words:
            return
        questions = encode_json([_question(word, errors) for word in words])
        asked: dict[str, Any] = {"words": questions, "known_too": known_too, "most": CANDIDATES}
        for word, is_known, candidates in await self._work.execute(_LOOK_UP, asked):
            self._known |= {word} if is_known else set()
            self._written = {other: spelling for other, spelling, _ in candidates or ()} | self._written
            self._near[word] = nearest(word, [(other, often) for other, _, often in candidates or () if other != word])


def _question(word: str, errors: int) -> _Question:
    can = is_correctable(word)
    return _Question(
        word=word,
        is_unlisted=not is_meant(word),
        query=Reading(((word,),)).query(),
        trigrams=trigrams(word) if can else [],
        telling=telling_trigrams(word, errors) if can else [],
        letters=letters(word),
        errors=errors,
    )


# Counts, where EXISTS would do: for that the planner may choose to read all documents.
_COUNT = text("""
    SELECT (SELECT count(*) FROM product_documents WHERE document @@ CAST(asked.query AS tsquery))
    FROM unnest(CAST(:queries AS text[])) WITH ORDINALITY AS asked (query, place) ORDER BY asked.place
""")

# Each error brings in one strange letter at most. Of what may be meant, the most alike by trigrams and letters come
# first.
_LOOK_UP = text("""
    SELECT asked.word, known.is_so, near.candidates
    FROM jsonb_to_recordset(CAST(:words AS jsonb)) AS asked (
        word text, is_unlisted bool, query text, trigrams text[], telling text[], letters bigint, errors int
    )
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN asked.is_unlisted THEN
                (SELECT count(*) > 0 FROM product_documents WHERE document @@ CAST(asked.query AS tsquery))
            ELSE EXISTS (SELECT FROM search_words WHERE word >= asked.word AND word < asked.word || chr(1114111))
        END AS is_so
    ) AS known
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_array(word, spelling, products)) AS candidates FROM (
            SELECT word, spelling, products FROM search_words
            WHERE trigrams && asked.telling
              AND length(word) >= length(asked.word) - asked.errors
              AND bit_count(CAST(asked.letters & ~letters AS bit(64))) <= asked.errors
            ORDER BY cardinality(ARRAY(SELECT unnest(trigrams) INTERSECT SELECT unnest(asked.trigrams)))
                    - bit_count(CAST(asked.letters # letters AS bit(64))) DESC,
                abs(length(word) - length(asked.word)), products DESC, word
            LIMIT :most
        ) AS best
    ) AS near ON :known_too OR NOT known.is_so
""")
