"""Words as a search compares them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.catalogue.rules.words import (
    LONGEST_TEXT,
    distances,
    errors_forgiven,
    fold,
    letters,
    lexemes,
    nearest,
    telling_trigrams,
    trigrams,
    words,
)

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = st.text(alphabet=LETTERS, min_size=5, max_size=14)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Comté", "comte"),
        ("Œufs FRAIS à l'étal", "oeufs frais a l'etal"),
        ("Crème brûlée", "creme brulee"),
        ("Cre\u0300me", "creme"),
        ("Straße", "strasse"),
        ("Smørrebrød", "smorrebrod"),
        ("Łódź", "lodz"),
        ("ﬁnes herbes", "fines herbes"),
        ("Ｈ＆Ｍ", "h&m"),
        ("ΣΟΦΟΣ", "σοφοσ"),
    ],
)
def test_case_accents_and_ligatures_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Country bread", ["country", "bread"]),
        ("L'huile d'olive 1,5 L", ["huile", "olive", "1.5l"]),
        ("Jusqu’à l’eau", ["jusqu", "a", "eau"]),
        ("Men's socks", ["mens", "socks"]),
        ("white bread 20 oz", ["white", "bread", "20oz"]),
        ("20oz", ["20oz"]),
        ("1/2 gal", ["1/2gal"]),
        ("6-pack of 4 oz", ["6", "pack", "of", "4oz"]),
        ("750 ml", ["750ml"]),
        ("5 mangoes", ["5", "mangoes"]),
        ("Eggs, large & brown", ["eggs", "large", "brown"]),
        ("bread bread BREAD", ["bread"]),
        ("T-shirt 2XL", ["t", "shirt", "2xl"]),
        ("snake_case", ["snake", "case"]),
        ("  ", []),
        ("?!*:&|'\\%_", []),
    ],
)
def test_words_are_told_apart(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_a_text_is_found_by_more_than_its_words() -> None:
    assert lexemes("T-shirt 20 oz") == {"t", "shirt", "tshirt", "20oz", "oz"}


def test_a_very_long_text_is_cut() -> None:
    assert words("a" * 1_000_000) == ["a" * 40]
    assert len(words(" ".join(map(str, range(10_000))))) <= LONGEST_TEXT


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_no_word_is_empty_or_unfolded(text: str) -> None:
    assert all(word and word == fold(word) for word in words(text))


@pytest.mark.parametrize(
    ("typed", "meant", "errors"),
    [
        ("bread", "bread", (0, 0)),
        ("brad", "bread", (1, 1)),
        ("braed", "bread", (1, 1)),
        ("breads", "bread", (1, 1)),
        ("bxead", "bread", (1, 1)),
        ("choc", "chocolate", (0, 5)),
        ("choclat", "chocolate", (1, 2)),
        ("cheese", "bread", (5, 5)),
        ("", "bread", (0, 5)),
        ("bread", "", (5, 5)),
    ],
)
def test_errors_are_counted_to_the_beginning_and_to_the_whole(typed: str, meant: str, errors: tuple[int, int]) -> None:
    assert distances(typed, meant) == errors


def test_the_nearest_words_come_first_and_of_equals_the_most_frequent() -> None:
    candidates = [("chess", 9), ("cheese", 2), ("cheesecake", 5), ("cheer", 1), ("bread", 90)]
    assert nearest("cheeze", candidates) == ["cheese", "cheesecake"]
    assert nearest("brean", [("bread", 1), ("break", 7)]) == ["break", "bread"]


@given(word=WORDS, place=st.integers(0, 13), letter=st.sampled_from(LETTERS))
def test_one_wrong_missing_surplus_or_swapped_letter_is_one_error(word: str, place: int, letter: str) -> None:
    place %= len(word)
    for typed in misspelled(word, place, letter):
        assert distances(typed, word)[1] <= 1
        assert nearest(typed, [(word, 1)]) == [word]


@given(word=WORDS, place=st.integers(0, 13), letter=st.sampled_from(LETTERS))
def test_a_misspelled_word_shares_a_telling_trigram_with_the_one_meant(word: str, place: int, letter: str) -> None:
    place %= len(word)
    for typed in misspelled(word, place, letter):
        assert len(typed) < 5 or set(telling_trigrams(typed, 1)) & set(trigrams(word))


def misspelled(word: str, place: int, letter: str) -> list[str]:
    """The word with one error at a place."""
    before, rest = word[:place], word[place:]
    return [
        before + letter + rest[1:],
        before + rest[1:],
        before + letter + rest,
        before + rest[1:2] + rest[:1] + rest[2:],
    ]


@given(word=WORDS, place=st.integers(0, 13), letter=st.sampled_from(LETTERS))
def test_an_error_brings_in_one_strange_letter_at_most(word: str, place: int, letter: str) -> None:
    for typed in misspelled(word, place % len(word), letter):
        assert (letters(typed) & ~letters(word)).bit_count() <= 1


def test_more_is_forgiven_in_longer_words() -> None:
    assert (errors_forgiven("bread"), errors_forgiven("mozzarella")) == (1, 2)
