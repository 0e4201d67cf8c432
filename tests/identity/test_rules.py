"""The rules of identity, as tables."""

from datetime import timedelta

import pytest

from comptoir.identity.rules import Right, may, require
from comptoir.identity.rules.home import home_of
from comptoir.identity.rules.lockout import LockedOut, Tries, after_wrong_try, place_of, refuse_locked
from comptoir.identity.rules.presence import Presence
from comptoir.identity.rules.secrets import WeakPassword, WeakPin, check_password, check_pin
from comptoir.identity.rules.team import (
    NotYourself,
    RoleNotYours,
    StoreNeeded,
    StoreNotYours,
    check_post,
    may_manage,
    may_unlock,
    refuse_self,
    require_manage,
    roles_given_by,
)
from comptoir.kit.errors import NotAllowed, NotFound, NotSignedIn
from comptoir.wiring.actors import NOBODY, SYSTEM, Actor
from tests.house import ANNECY, HUGO, IRIS, LEA, LYON, NADIA, PAUL, SHOP_SITE, TUESDAY_TEN, ZOE

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


@pytest.mark.parametrize(
    ("actor", "right", "location", "expected"),
    [
        (LEA, Right.PREPARE, LYON, True),
        (LEA, Right.PREPARE, ANNECY, False),
        (LEA, Right.PREPARE, None, False),
        (ZOE, Right.PREPARE, LYON, False),
        (ZOE, Right.HAND_OVER, LYON, True),
        (ZOE, Right.SEE_STORE, LYON, True),
        (LEA, Right.MANAGE_STORE, LYON, False),
        (NADIA, Right.MANAGE_STORE, LYON, True),
        (NADIA, Right.MANAGE_STORE, ANNECY, False),
        (NADIA, Right.MANAGE_CHAIN, None, False),
        (IRIS, Right.MANAGE_CHAIN, None, True),
        (IRIS, Right.MANAGE_STORE, ANNECY, True),
        (IRIS, Right.PREPARE, LYON, False),
        (SHOP_SITE, Right.PLACE_ORDERS, None, True),
        (SHOP_SITE, Right.SEE_STORE, LYON, False),
        (SYSTEM, Right.MANAGE_CHAIN, None, True),
        (TABLET, Right.SEE_STORE, LYON, False),
        (NOBODY, Right.SEE_STORE, LYON, False),
    ],
)
def test_who_may_what_and_where(actor: Actor, right: Right, location: int | None, expected: bool) -> None:
    assert may(actor, right, location) is expected


@pytest.mark.parametrize(
    ("actor", "right", "location", "refusal"),
    [
        (NOBODY, Right.SEE_STORE, LYON, NotSignedIn),
        (TABLET, Right.SEE_STORE, LYON, NotSignedIn),
        (LEA, Right.SEE_STORE, ANNECY, NotFound),
        (ZOE, Right.PREPARE, LYON, NotAllowed),
        (NADIA, Right.MANAGE_CHAIN, None, NotAllowed),
        (SHOP_SITE, Right.SEE_STORE, LYON, NotAllowed),
    ],
)
def test_a_refusal_tells_no_more_than_the_actor_may_know(
    actor: Actor, right: Right, location: int | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        require(actor, right, location)


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


@pytest.mark.parametrize(
    ("actor", "path"),
    [
        (LEA, f"/stores/{LYON}/queue"),
        (PAUL, f"/stores/{ANNECY}/queue"),
        (IRIS, "/orders"),
        (TABLET, "/pin"),
        (NOBODY, "/sign-in"),
        (Actor(kind="staff", id="9", role="manager", locations=frozenset({7, 3})), "/stores/3/queue"),
        (Actor(kind="staff", id="9", role="preparer"), "/account"),
    ],
)
def test_everybody_begins_where_their_work_is(actor: Actor, path: str) -> None:
    assert home_of(actor) == path


BOTH = {LYON, ANNECY}


@pytest.mark.parametrize(
    ("actor", "role", "locations", "manages", "unlocks"),
    [
        (NADIA, "preparer", {LYON}, True, True),
        (NADIA, "associate", {LYON}, True, True),
        (NADIA, "preparer", {ANNECY}, False, False),
        (NADIA, "preparer", BOTH, False, False),
        (NADIA, "preparer", set[int](), False, False),
        (NADIA, "manager", {LYON}, False, True),
        (NADIA, "headquarters", set[int](), False, False),
        (LEA, "associate", {LYON}, False, False),
        (IRIS, "manager", BOTH, True, True),
        (IRIS, "headquarters", set[int](), True, True),
    ],
)
def test_who_may_manage_whom(actor: Actor, role: str, locations: set[int], manages: bool, unlocks: bool) -> None:
    assert may_manage(actor, role=role, locations=locations) is manages  # type: ignore[arg-type]
    assert may_unlock(actor, role=role, locations=locations) is unlocks  # type: ignore[arg-type]


def test_a_manager_gives_only_roles_of_the_store_and_only_at_own_stores() -> None:
    assert roles_given_by(NADIA) == ("associate", "preparer")
    assert check_post(NADIA, role="preparer", locations=[LYON]) == {LYON}
    for role, locations, refusal in [
        ("manager", [LYON], RoleNotYours),
        ("headquarters", [], RoleNotYours),
        ("preparer", [LYON, ANNECY], StoreNotYours),
        ("preparer", [], StoreNeeded),
    ]:
        with pytest.raises(refusal):
            check_post(NADIA, role=role, locations=locations)  # type: ignore[arg-type]


def test_headquarters_work_at_no_store() -> None:
    assert check_post(IRIS, role="headquarters", locations=[LYON]) == frozenset()


def test_somebody_of_another_store_is_not_known() -> None:
    with pytest.raises(NotFound):
        require_manage(NADIA, role="preparer", locations=[ANNECY])
    with pytest.raises(NotAllowed):
        require_manage(NADIA, role="preparer", locations=[LYON, ANNECY])


def test_nobody_takes_away_their_own_access() -> None:
    refuse_self(IRIS, 1)
    with pytest.raises(NotYourself):
        refuse_self(IRIS, 6)
