"""How secrets are chosen and tries are counted, as tables."""

from datetime import timedelta

import pytest

from comptoir.identity.rules.lockout import LockedOut, Tries, after_wrong_try, place_of, refuse_locked
from comptoir.identity.rules.presence import Presence
from comptoir.identity.rules.secrets import WeakPassword, WeakPin, check_password, check_pin
from comptoir.wiring.actors import NOBODY, Actor
from tests.house import HUGO, LEA, LYON, TUESDAY_TEN, ZOE

TABLET = Actor(kind="device", id="t", location_id=LYON)


@pytest.mark.parametrize("pin", ["2846", "10203", "493027"])
def test_a_pin_that_is_hard_to_guess_is_taken(pin: str) -> None:
    check_pin(pin)


@pytest.mark.parametrize(
    "pin",
    [
        "0000",
        "999999",
        "1234",
        "4321",
        "456789",
        "8901",
        "2109",
        "1212",
        "123123",
        "123",
        "1234567",
        "12a4",
        "",
        "١٢٣٥",
    ],
)
def test_a_pin_that_somebody_would_try_first_is_refused(pin: str) -> None:
    with pytest.raises(WeakPin):
        check_pin(pin)


@pytest.mark.parametrize("pin", ["", "284", "2846284", "28a6", "28 46", "٢٨٤٦"])
def test_a_pin_has_four_to_six_digits(pin: str) -> None:
    with pytest.raises(WeakPin):
        check_pin(pin)


def test_a_password_counts_by_its_length() -> None:
    check_password("twelve signs")
    for weak in ("eleven sign", "x" * 12, "long" * 51):
        with pytest.raises(WeakPassword):
            check_password(weak)


def test_the_last_wrong_try_locks_and_the_count_begins_again() -> None:
    tries, lock = Tries(), timedelta(minutes=15)
    for failed in (1, 2):
        tries = after_wrong_try(tries, now=TUESDAY_TEN, limit=3, lock=lock)
        assert tries == Tries(failed=failed)
    tries = after_wrong_try(tries, now=TUESDAY_TEN, limit=3, lock=lock)
    assert tries == Tries(failed=0, locked_until=TUESDAY_TEN + lock)


def test_a_lock_says_for_how_long_and_ends_by_itself() -> None:
    locked = Tries(locked_until=TUESDAY_TEN + timedelta(minutes=15))
    with pytest.raises(LockedOut, match="another 10 min"):
        refuse_locked(locked, TUESDAY_TEN + timedelta(minutes=5, seconds=1))
    refuse_locked(locked, TUESDAY_TEN + timedelta(minutes=15))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("unix", "unix", True),
    ],
)
def test_a_subscriber_is_one_place(one: str, other: str, same: bool) -> None:
    assert (place_of(one) == place_of(other)) is same


def test_somebody_is_noted_once_a_minute() -> None:
    presence, session = Presence(), LEA
    assert presence.is_due(session, TUESDAY_TEN)
    assert not presence.is_due(session, TUESDAY_TEN + timedelta(seconds=59))
    assert presence.is_due(session, TUESDAY_TEN + timedelta(seconds=60))
    assert not presence.is_due(NOBODY, TUESDAY_TEN)


def test_who_was_noted_longest_ago_is_forgotten_when_memory_is_full() -> None:
    presence = Presence(capacity=2)
    for person in (LEA, HUGO, ZOE):
        presence.is_due(person, TUESDAY_TEN)
    assert not presence.is_due(HUGO, TUESDAY_TEN)
    assert presence.is_due(LEA, TUESDAY_TEN)
