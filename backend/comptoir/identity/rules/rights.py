"""What each role may do, and where. Ask of every endpoint: whose data is this?"""

from enum import StrEnum

from comptoir.kit.errors import N_, NotAllowed, NotFound, NotSignedIn
from comptoir.wiring.actors import Actor, Role


class Right(StrEnum):
    """Something that an actor may do at a location, or in the whole chain."""

    SEE_STORE = "see_store"
    SEE_NETWORK = "see_network"
    HOLD = "hold"
    PREPARE = "prepare"
    COUNT = "count"
    CORRECT_STOCK = "correct_stock"
    HAND_OVER = "hand_over"
    SELL = "sell"
    MANAGE_STORE = "manage_store"
    MANAGE_CHAIN = "manage_chain"
    READ_ORDERS = "orders:read"
    PLACE_ORDERS = "orders:write"
    READ_STOCK = "stock:read"
    FEED_STOCK = "stock:write"
    MANAGE_WEBHOOKS = "webhooks:write"
    READ_POLICIES = "policies:read"
    WRITE_POLICIES = "policies:write"
    PUBLISH_POLICIES = "policies:publish"
    READ_WORK = "work:read"
    WRITE_WORK = "work:write"


EVERYBODY = frozenset({Right.SEE_STORE, Right.SEE_NETWORK, Right.HOLD})
ON_THE_FLOOR = EVERYBODY | {Right.HAND_OVER, Right.COUNT, Right.SELL}

RIGHTS: dict[Role, frozenset[Right]] = {
    "associate": ON_THE_FLOOR,
    "preparer": ON_THE_FLOOR | {Right.PREPARE, Right.CORRECT_STOCK},
    "manager": ON_THE_FLOOR | {Right.PREPARE, Right.CORRECT_STOCK, Right.MANAGE_STORE, Right.READ_POLICIES},
    "headquarters": EVERYBODY
    | {Right.CORRECT_STOCK, Right.MANAGE_STORE, Right.MANAGE_CHAIN}
    | {Right.READ_ORDERS, Right.READ_STOCK, Right.MANAGE_WEBHOOKS}
    | {Right.READ_POLICIES, Right.WRITE_POLICIES, Right.PUBLISH_POLICIES},
}

ANYWHERE = frozenset({Right.SEE_NETWORK, Right.HOLD, Right.READ_POLICIES})
"""What staff may do wherever they stand: see what a location has, hold units there for a customer, read the policies.
The log says who did."""

SCOPES = (
    *(Right.READ_ORDERS, Right.PLACE_ORDERS, Right.READ_STOCK, Right.FEED_STOCK, Right.MANAGE_WEBHOOKS),
    *(Right.READ_POLICIES, Right.WRITE_POLICIES, Right.PUBLISH_POLICIES),
    *(Right.READ_WORK, Right.WRITE_WORK),
)
"""What an API key can be given."""

LOCAL = frozenset({Right.READ_WORK, Right.WRITE_WORK})
"""Scopes of a key that belongs to locations, and of no other: it sees and does the work of those."""

AT_LOCATIONS = LOCAL | {Right.MANAGE_WEBHOOKS}
"""All that such a key can be given; its webhooks are about its locations too."""

GIVEN_BY: dict[Right, Right] = {Right.PREPARE: Right.WRITE_WORK}
"""What a scope lets a machine do that people do by their role."""


class NoLongerHere(NotAllowed):
    slug = "no-longer-here"
    title = N_("You no longer work at this store, so this was not done.")


def may(actor: Actor, right: Right, location_id: int | None = None) -> bool:
    """Whether the actor has the right, at the location where one is named."""
    if actor.kind == "system":
        return True
    if actor.kind == "machine":
        return _machine_may(actor, GIVEN_BY.get(right, right), location_id)
    if actor.kind != "staff" or actor.role is None or right not in RIGHTS[actor.role]:
        return False
    return actor.role == "headquarters" or right in ANYWHERE or location_id in actor.locations


def require(actor: Actor, right: Right, location_id: int | None = None) -> None:
    """Refuse an actor without the right.

    Raises NotSignedIn for nobody, NotFound where the actor may not even know that the thing exists, else NotAllowed;
    NoLongerHere for what somebody did offline who has left the store since.
    """
    if may(actor, right, location_id):
        return
    if actor.kind == "staff" and actor.role is None:
        raise NoLongerHere
    if actor.kind in ("nobody", "device", "customer"):
        raise NotSignedIn
    if location_id is not None and not knows(actor, location_id):
        raise NotFound
    raise NotAllowed


def sees_work(actor: Actor, location_id: int) -> bool:
    """Whether the actor may look at the work of a location, on its screens or through the API."""
    return may(actor, Right.SEE_STORE, location_id) or may(actor, Right.READ_WORK, location_id)


def knows(actor: Actor, location_id: int) -> bool:
    """Whether the actor may know that there is something at a location."""
    if actor.kind == "machine":
        return not actor.locations or location_id in actor.locations
    return may(actor, Right.SEE_STORE, location_id)


def _machine_may(actor: Actor, right: Right, location_id: int | None) -> bool:
    """A key of locations does nothing that is the chain's, but that its webhooks are kept among all."""
    if right not in actor.scopes:
        return False
    if not actor.locations:
        return right not in LOCAL
    return right == Right.MANAGE_WEBHOOKS if location_id is None else location_id in actor.locations


def require_somewhere(actor: Actor, right: Right) -> None:
    """Refuse an actor who has the right at none of their locations. Raises NotSignedIn, NotAllowed."""
    if not any(may(actor, right, each) for each in actor.locations):
        require(actor, right)


def standing(actor: Actor, right: Right) -> int:
    """The store that one stands in and has a right at. Raises NotSignedIn; NotAllowed for who stands in none."""
    here = actor.location_id
    if here is None:
        raise NotAllowed if actor.kind == "staff" else NotSignedIn
    require(actor, right, here)
    return here
