"""The people who work in the chain, as managers see them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from comptoir.identity.rules.rights import Right, may, require
from comptoir.identity.rules.team import Post, may_manage, may_see_member, may_unlock
from comptoir.identity.tables import Staff, StaffLocation
from comptoir.kit.errors import NotFound
from comptoir.network.tables import Location
from comptoir.wiring.actors import Role
from comptoir.wiring.work import Work

LIST_LIMIT = 200
"""A list shows so many at most; headquarters narrow it by store or name."""


class Store(msgspec.Struct, frozen=True, kw_only=True):
    """A location by name."""

    id: int
    name: str


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the team, and what the viewer may do with them."""

    id: int
    name: str
    role: Role
    email: str | None
    locale: str
    is_active: bool
    has_pin: bool
    has_password: bool
    locked_until: datetime | None
    stores: tuple[Store, ...]
    is_manageable: bool
    is_unlockable: bool

    @property
    def location_ids(self) -> frozenset[int]:
        return frozenset(store.id for store in self.stores)

    @property
    def post(self) -> Post:
        return Post(name=self.name, role=self.role, email=self.email, locale=self.locale, locations=self.location_ids)


async def stores_managed(work: Work) -> list[Store]:
    """The locations that the actor manages, by name."""
    query = select(Location.id, Location.name).order_by(Location.name, Location.id)
    if not may(work.actor, Right.MANAGE_CHAIN):
        query = query.where(Location.id.in_(work.actor.locations))
    stores = [Store(id=row.id, name=row.name) for row in (await work.execute(query)).all()]
    return [store for store in stores if may(work.actor, Right.MANAGE_STORE, store.id)]


async def known_stores(work: Work, ids: Iterable[int]) -> frozenset[int]:
    """Those of the ids that are locations."""
    rows = await work.execute(select(Location.id).where(Location.id.in_(set(ids))))
    return frozenset(rows.scalars())


def require_manager(work: Work) -> None:
    """Refuse whoever manages no store. Raises NotSignedIn, NotAllowed."""
    if not any(may(work.actor, Right.MANAGE_STORE, location) for location in work.actor.locations):
        require(work.actor, Right.MANAGE_CHAIN)


async def team(work: Work, *, location_id: int | None = None, name: str = "") -> list[Member]:
    """Whom the actor sees: those of the stores that they manage, by name; at most LIST_LIMIT."""
    require_manager(work)
    query = _members().order_by(Staff.active.desc(), Staff.name, Staff.id).limit(LIST_LIMIT)
    if location_id is not None:
        query = query.where(_works_at_any([location_id]))
    if not may(work.actor, Right.MANAGE_CHAIN):
        query = query.where(_works_at_any(work.actor.locations))
    if name:
        query = query.where(Staff.name.icontains(name, autoescape=True))
    return [_member(work, row) for row in (await work.execute(query)).all()]


async def member(work: Work, staff_id: int) -> Member:
    """One of them. Raises NotFound also for somebody whom the actor may not see."""
    require_manager(work)
    row = (await work.execute(_members().where(Staff.id == staff_id))).one_or_none()
    found = _member(work, row) if row else None
    if found is None or not may_see_member(work.actor, locations=found.location_ids):
        raise NotFound
    return found


def _works_at_any(locations: Iterable[int]) -> ColumnElement[bool]:
    return Staff.id.in_(select(StaffLocation.staff_id).where(StaffLocation.location_id.in_(locations)))


def _members() -> Select[*tuple[Any, ...]]:
    stores = (
        select(
            func.jsonb_agg(
                aggregate_order_by(func.jsonb_build_object("id", Location.id, "name", Location.name), Location.name)
            )
        )
        .select_from(StaffLocation)
        .join(Location, Location.id == StaffLocation.location_id)
        .where(StaffLocation.staff_id == Staff.id)
        .scalar_subquery()
    )
    return select(Staff, stores.label("stores"))


def _member(work: Work, row: Row[*tuple[Any, ...]]) -> Member:
    staff = row
    stores = msgspec.convert(row.stores or [], tuple[Store, ...])
    locations = [store.id for store in stores]
    return Member(
        id=staff.id,
        name=staff.name,
        role=staff.role,
        email=staff.email,
        locale=staff.locale,
        is_active=staff.active,
        has_pin=staff.pin_hash is not None,
        has_password=staff.password_hash is not None,
        locked_until=staff.locked_until if staff.locked_until and staff.locked_until > work.now else None,
        stores=stores,
        is_manageable=may_manage(work.actor, role=staff.role, locations=locations),
        is_unlockable=may_unlock(work.actor, role=staff.role, locations=locations),
    )
