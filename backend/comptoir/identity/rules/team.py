"""Who may manage whom: headquarters everybody, a manager the associates and preparers of their own stores."""

from collections.abc import Iterable
from typing import get_args

import msgspec

from comptoir.identity.rules.rights import Right, may
from comptoir.kit.errors import N_, Invalid, NotAllowed, NotFound, Refused
from comptoir.wiring.actors import Actor, Role

ROLES: tuple[Role, ...] = get_args(Role)
STORE_ROLES: tuple[Role, ...] = ("associate", "preparer")
PASSWORD_ROLES: tuple[Role, ...] = ("manager", "headquarters")
"""These sign in by e-mail and password on any browser; the others by PIN on their store's tablets only."""


class NotYourself(Refused):
    slug = "not-yourself"
    title = N_("You cannot take away your own access. Ask a colleague.")


class StoreNeeded(Invalid):
    slug = "store-needed"
    title = N_("Choose at least one store where this person works.")


class EmailNeeded(Invalid):
    slug = "email-needed"
    title = N_("This role signs in by e-mail: enter an address.")


class PinOnly(Invalid):
    slug = "pin-only"
    title = N_("This role signs in by PIN: leave the password empty.")


class RoleNotYours(NotAllowed):
    slug = "role-not-yours"
    title = N_("Only headquarters can give this role.")


class StoreNotYours(NotAllowed):
    slug = "store-not-yours"
    title = N_("You can only choose stores that you manage.")


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """Who somebody is and where they work."""

    name: str
    role: Role
    email: str | None = None
    locale: str = "en"
    locations: frozenset[int] = frozenset()


def roles_given_by(actor: Actor) -> tuple[Role, ...]:
    """The roles that the actor may give to somebody."""
    return ROLES if may(actor, Right.MANAGE_CHAIN) else STORE_ROLES


def may_manage(actor: Actor, *, role: Role, locations: Iterable[int]) -> bool:
    """Whether the actor may change somebody of this role and these stores."""
    return role in roles_given_by(actor) and may_unlock(actor, role=role, locations=locations)


def may_unlock(actor: Actor, *, role: Role, locations: Iterable[int]) -> bool:
    """Whether the actor may unlock somebody: also a fellow manager, where all their stores are the actor's."""
    if may(actor, Right.MANAGE_CHAIN):
        return True
    stores = set(locations)
    return role != "headquarters" and bool(stores) and _manages(actor, stores)


def may_see_member(actor: Actor, *, locations: Iterable[int]) -> bool:
    """Whether the actor sees somebody in the team list: they share a store that the actor manages."""
    return may(actor, Right.MANAGE_CHAIN) or any(may(actor, Right.MANAGE_STORE, place) for place in locations)


def require_manage(actor: Actor, *, role: Role, locations: Iterable[int]) -> None:
    """Raises NotFound for somebody whom the actor does not see, NotAllowed for one whom they may not change."""
    stores = set(locations)
    if not may_see_member(actor, locations=stores):
        raise NotFound
    if not may_manage(actor, role=role, locations=stores):
        raise NotAllowed


def check_post(actor: Actor, *, role: Role, locations: Iterable[int]) -> frozenset[int]:
    """The stores of somebody who is given this role at these stores: none for headquarters, who see all.

    Raises RoleNotYours, StoreNotYours, StoreNeeded.
    """
    if role not in roles_given_by(actor):
        raise RoleNotYours(field="role")
    if role == "headquarters":
        return frozenset()
    stores = frozenset(locations)
    if not stores:
        raise StoreNeeded(field="locations")
    if not _manages(actor, stores):
        raise StoreNotYours(field="locations")
    return stores


def refuse_self(actor: Actor, staff_id: int) -> None:
    """Raises NotYourself; so there is always somebody left at headquarters."""
    if actor.staff_id == staff_id:
        raise NotYourself


def _manages(actor: Actor, stores: Iterable[int]) -> bool:
    return all(may(actor, Right.MANAGE_STORE, store) for store in stores)
