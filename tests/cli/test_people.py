"""Invented customers."""

from comptoir.cli.people import person

HOUSEHOLDS = range(1, 2501)


def test_a_household_is_always_the_same_person_and_no_two_share_an_address() -> None:
    assert person(42) == person(42)
    assert len({person(each).email for each in HOUSEHOLDS}) == len(HOUSEHOLDS)


def test_half_speak_french_and_half_english() -> None:
    assert [person(each).locale for each in HOUSEHOLDS].count("fr") == len(HOUSEHOLDS) / 2


def test_no_message_can_reach_anybody_real() -> None:
    assert all(person(each).email.endswith(".example") for each in HOUSEHOLDS)
    assert all(person(each).email.isascii() for each in HOUSEHOLDS)
    assert all(person(each).phone.startswith("+3363998") and len(person(each).phone) == 12 for each in HOUSEHOLDS)
