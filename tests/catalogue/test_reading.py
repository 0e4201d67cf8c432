"""What may have been meant."""

import pytest

from comptoir.catalogue.rules.reading import NOTHING, Reading, as_typed, corrected, loosened, quoted, telling


def said(readings: list[Reading]) -> list[str]:
    return [" ".join(reading.words) for reading in readings]


def test_all_words_must_be_there_and_may_go_on() -> None:
    assert as_typed("White BREAD").query() == "('white':*)&('bread':*)"
    assert as_typed("bread").query("=dBakery") == "'=dBakery'&('bread':*)"
    assert as_typed("").query("=dBakery") == "'=dBakery'"


@pytest.mark.parametrize(("lexeme", "written"), [("it's", "'it''s'"), ("a\\b", "'a\\\\b'"), ("a & b:*", "'a & b:*'")])
def test_no_sign_in_a_lexeme_is_taken_for_an_operator(lexeme: str, written: str) -> None:
    assert quoted(lexeme) == written


def test_the_words_at_the_end_of_very_many_count_for_nothing() -> None:
    assert as_typed("a b c d e f g h i j").words == list("abcdefgh")


def test_single_letters_say_nothing_beside_words() -> None:
    assert telling(as_typed("t shirt")).words == ["shirt"]
    assert telling(as_typed("a b")).words == ["a"]


def test_unknown_words_stand_for_those_near_to_them_or_for_nothing() -> None:
    reading = corrected(as_typed("whte bred qqqq"), {"whte"}, {"bred": ["bread", "breed"], "qqqq": []})
    assert reading.meanings == (("whte",), ("bread", "breed"))
    assert corrected(as_typed("qqqq"), set(), {}) == NOTHING


def test_nothing_having_all_words_the_last_is_dropped_first() -> None:
    readings = loosened(as_typed("red cotton shirt"), {"red", "cotton", "shirt"}, {"shirt": ["skirt"]})
    assert said(readings) == ["red cotton shirt", "red cotton", "red shirt", "cotton shirt", "red", "cotton", "shirt"]
    assert readings[0].meanings[-1] == ("shirt", "skirt")
    assert loosened(as_typed("qqqq"), set(), {}) == []
