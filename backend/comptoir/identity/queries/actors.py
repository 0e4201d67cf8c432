"""Who sends a request: read on every one, so in one round trip."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import aliased

from comptoir.identity.rules.secrets import digest
from comptoir.identity.tables import ApiKey, ApiKeyLocation, Device, Staff, StaffLocation, StaffSession
from comptoir.network.tables import Location
from comptoir.wiring.actors import NOBODY, Actor
from comptoir.wiring.prepared import Prepared
from comptoir.wiring.sessions import Session


async def authenticate(
    session: Session,
    *,
    session_token: str | None,
    device_token: str | None,
    api_key: str | None,
    now: datetime,
) -> Actor:
    """The actor behind what a request presents. NOBODY for what is unknown, expired or taken back.

    An API key goes before cookies. A session that was begun on a tablet counts only together with that tablet's token.
    """
    if api_key is not None:
        return await _machine(session, api_key)
    if session_token is None and device_token is None:
        return NOBODY
    presented = {"session_token": _kept(session_token), "device_token": _kept(device_token), "now": now}
    return _visitor((await (await session.connection()).execute(_VISITOR, presented)).one())


async def _machine(session: Session, api_key: str) -> Actor:
    rows = await session.fetch(_MACHINE, key_hash=digest(api_key))
    if not rows:
        return NOBODY
    key_id, name, scopes, locations = rows[0]
    return Actor(
        kind="machine", id=str(key_id), name=name, scopes=frozenset(scopes), locations=frozenset(locations or ())
    )


def _visitor(row: Row[*tuple[Any, ...]]) -> Actor:
    if row.staff_id is not None:
        return _staff(row)
    return _device(row) if row.device_id is not None else NOBODY


def _device(row: Row[*tuple[Any, ...]]) -> Actor:
    return Actor(
        kind="device",
        id=str(row.device_id),
        name=row.device_name,
        location_id=row.location_id,
        location_name=row.location_name,
        device_id=row.device_id,
    )


def _staff(row: Row[*tuple[Any, ...]]) -> Actor:
    names: dict[str, str] = row.stores or {}
    stores = {int(location_id): name for location_id, name in names.items()}
    here = (row.location_id, row.location_name) if row.session_device_id else _only(stores)
    return Actor(
        kind="staff",
        id=str(row.staff_id),
        name=row.name,
        role=row.role,
        locations=frozenset(stores),
        location_id=here[0],
        location_name=here[1],
        device_id=row.session_device_id,
        session_id=row.session_id,
    )


def _only(stores: dict[int, str]) -> tuple[int | None, str | None]:
    return next(iter(stores.items())) if len(stores) == 1 else (None, None)


def _kept(token: str | None) -> str | None:
    return digest(token) if token else None


_OF_KEY = (
    select(func.jsonb_agg(ApiKeyLocation.location_id)).where(ApiKeyLocation.api_key_id == ApiKey.id).scalar_subquery()
)

_MACHINE = Prepared(
    select(ApiKey.id, ApiKey.name, ApiKey.scopes, _OF_KEY).where(
        ApiKey.key_hash == bindparam("key_hash"), ApiKey.revoked_at.is_(None)
    )
)

_REQUEST = select(literal(1).label("one")).subquery()

STORES = (
    select(func.jsonb_object_agg(StaffLocation.location_id, Location.name))
    .join(Location, Location.id == StaffLocation.location_id)
    .where(StaffLocation.staff_id == Staff.id)
    .scalar_subquery()
)

HERE = aliased(Location)

_LIVE_SESSION = and_(
    StaffSession.token_hash == bindparam("session_token"),
    StaffSession.ended_at.is_(None),
    StaffSession.expires_at > bindparam("now"),
    or_(StaffSession.device_id.is_(None), StaffSession.device_id == Device.id),
)

_VISITOR = (
    select(
        Device.id.label("device_id"),
        Device.name.label("device_name"),
        Device.location_id,
        HERE.name.label("location_name"),
        StaffSession.id.label("session_id"),
        StaffSession.device_id.label("session_device_id"),
        Staff.id.label("staff_id"),
        Staff.name,
        Staff.role,
        STORES.label("stores"),
    )
    .select_from(_REQUEST)
    .outerjoin(Device, and_(Device.token_hash == bindparam("device_token"), Device.revoked_at.is_(None)))
    .outerjoin(HERE, HERE.id == Device.location_id)
    .outerjoin(StaffSession, _LIVE_SESSION)
    .outerjoin(Staff, and_(Staff.id == StaffSession.staff_id, Staff.active))
)
