"""Who may do what, where and to whom, as tables."""

import pytest

from comptoir.identity.rules import Right, may, require
from comptoir.identity.rules.home import home_of
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
from tests.house import ANNECY, IRIS, LEA, LYON, NADIA, PAUL, SHOP_SITE, ZOE

TABLET = Actor(kind="device", id="t", location_id=LYON)


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
        (ZOE, Right.COUNT, LYON, True),
        (ZOE, Right.COUNT, ANNECY, False),
        (ZOE, Right.CORRECT_STOCK, LYON, False),
        (LEA, Right.CORRECT_STOCK, LYON, True),
        (IRIS, Right.COUNT, LYON, False),
        (IRIS, Right.CORRECT_STOCK, LYON, True),
        (ZOE, Right.SEE_NETWORK, None, True),
        (ZOE, Right.HOLD, ANNECY, True),
        (SHOP_SITE, Right.HOLD, LYON, False),
        (TABLET, Right.SEE_NETWORK, None, False),
        (SHOP_SITE, Right.PLACE_ORDERS, None, True),
        (SHOP_SITE, Right.SEE_STORE, LYON, False),
        (SHOP_SITE, Right.READ_STOCK, None, False),
        (IRIS, Right.READ_STOCK, None, True),
        (IRIS, Right.FEED_STOCK, None, False),
        (NADIA, Right.READ_STOCK, None, False),
        (NADIA, Right.READ_POLICIES, None, True),
        (NADIA, Right.WRITE_POLICIES, None, False),
        (LEA, Right.READ_POLICIES, None, False),
        (IRIS, Right.PUBLISH_POLICIES, None, True),
        (SHOP_SITE, Right.READ_POLICIES, None, False),
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
