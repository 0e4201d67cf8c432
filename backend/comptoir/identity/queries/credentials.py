"""What a sign-in is checked against."""

from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, Select, select

from comptoir.identity.rules.lockout import Tries
from comptoir.identity.rules.team import PASSWORD_ROLES
from comptoir.identity.tables import Staff, StaffLocation
from comptoir.wiring.actors import Actor, Role
from comptoir.wiring.work import Work

Kind = Literal["pin", "password"]
HASHES = {"pin": Staff.pin_hash, "password": Staff.password_hash}


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's stored secret, and whether they may try."""

    staff_id: int
    kind: Kind
    hash: str
    tries: Tries
    locale: str


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """One of the people on a tablet's sign-in screen."""

    id: int
    name: str
    role: Role


async def password_of(work: Work, email: str) -> Credentials | None:
    """The password of an active manager or somebody of headquarters."""
    return await _credentials(work, "password", Staff.email == email, Staff.role.in_(PASSWORD_ROLES))


async def pin_of(work: Work, staff_id: int, *, location_id: int) -> Credentials | None:
    """The PIN of somebody active who works at this location."""
    return await _credentials(work, "pin", Staff.id == staff_id, _works_at(location_id))


async def role_at(work: Work, staff_id: int, location_id: int) -> Actor:
    """A member of staff as an actor at a location where they work; nobody there else."""
    query = select(Staff.role).where(Staff.id == staff_id, Staff.active, _works_at(location_id))
    role = (await work.execute(query)).scalar_one_or_none()
    return Actor(kind="staff", id=str(staff_id), role=role, locations=frozenset({location_id}))


async def own_secret(work: Work, kind: Kind) -> Credentials | None:
    """The actor's own PIN or password, which is asked for again before it changes."""
    return await _credentials(work, kind, Staff.id == work.actor.staff_id)


async def tiles_at(work: Work, location_id: int) -> list[Tile]:
    """Who can sign in with a PIN at this location, by name."""
    can_sign_in = (Staff.active, Staff.pin_hash.is_not(None), _works_at(location_id))
    query = select(Staff.id, Staff.name, Staff.role).where(*can_sign_in).order_by(Staff.name, Staff.id)
    return [Tile(id=row.id, name=row.name, role=row.role) for row in (await work.execute(query)).all()]


async def _credentials(work: Work, kind: Kind, *which: ColumnElement[bool]) -> Credentials | None:
    stored = HASHES[kind]
    query = select(Staff.id, stored.label("hash"), Staff.failed_tries, Staff.locked_until, Staff.locale)
    row = (await work.execute(query.where(Staff.active, stored.is_not(None), *which))).one_or_none()
    if row is None:
        return None
    tries = Tries(failed=row.failed_tries, locked_until=row.locked_until)
    return Credentials(staff_id=row.id, kind=kind, hash=row.hash, tries=tries, locale=row.locale)


def _works_at(location_id: int) -> ColumnElement[bool]:
    return Staff.id.in_(_staff_of(location_id))


def _staff_of(location_id: int) -> Select[int]:
    return select(StaffLocation.staff_id).where(StaffLocation.location_id == location_id)
