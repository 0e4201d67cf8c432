"""What somebody may have meant by the words that they typed."""

import msgspec

from comptoir.catalogue.rules.words import words

MOST_WORDS = 8
"""Of more words those at the end count for nothing."""

MOST_TELLING = 5
"""So many count when it is unknown what was meant, since each is looked for in several ways."""

Near = dict[str, list[str]]
"""The words that a typed one may be meant for, the likeliest first."""


class Reading(msgspec.Struct, frozen=True):
    """For each word that counts, the words that it stands for, the likeliest first. All must be found."""

    meanings: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> list[str]:
        """The likeliest meaning."""
        return [meant[0] for meant in self.meanings]

    def query(self, *filters: str) -> str:
        """It as a tsquery, in which a word finds all that begin with it; filters are lexemes that must be there."""
        meant = ("|".join(f"{quoted(word)}:*" for word in words) for words in self.meanings)
        return "&".join((*map(quoted, filters), *(f"({any_of})" for any_of in meant)))


NOTHING = Reading(())


def as_typed(typed: str) -> Reading:
    """The words themselves."""
    return Reading(tuple((word,) for word in words(typed)[:MOST_WORDS]))


def telling(typed: Reading) -> Reading:
    """What to go by when it is unknown what was meant: single letters are in too many products to be looked for."""
    words = [word for word in typed.words if len(word) > 1] or typed.words[:1]
    return Reading(tuple((word,) for word in words[:MOST_TELLING]))


def corrected(typed: Reading, known: set[str], near: Near) -> Reading:
    """Each unknown word as the words near to it; one that is near to nothing is left out."""
    meant = (((word,) if word in known else tuple(near.get(word, ()))) for word in typed.words)
    return Reading(tuple(filter(None, meant)))


def loosened(typed: Reading, known: set[str], near: Near) -> list[Reading]:
    """What else may have been meant, when nothing has all the words: the likeliest first.

    Known words may be mistyped too; then one word too many was typed, the later ones first; then only one counts.
    """
    meant = ((*([word] if word in known else ()), *near.get(word, ())) for word in typed.words)
    widened = tuple(filter(None, meant))
    fewer = (widened[:place] + widened[place + 1 :] for place in reversed(range(len(widened))))
    return [Reading(each) for each in (widened, *fewer, *((one,) for one in widened)) if each]


def quoted(lexeme: str) -> str:
    """A lexeme as it stands in a tsquery."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
