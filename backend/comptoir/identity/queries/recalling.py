"""Who acted on a tablet while it was offline. The tablet's own token says which it is; its sessions, who was there."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, or_, select

from comptoir.identity.queries.actors import HERE, STORES, authenticate
from comptoir.identity.rules.secrets import digest
from comptoir.identity.tables import Device, Staff, StaffSession
from comptoir.wiring.acted import SignInAgain
from comptoir.wiring.actors import Actor
from comptoir.wiring.sessions import Session

TOLERANCE = timedelta(minutes=1)
"""A tap goes out a moment before the answer to a sign-in is in, or after a session ended."""


async def recall(
    session: Session,
    *,
    device_token: str | None,
    session_token: str | None,
    staff_id: int,
    at: datetime,
    now: datetime,
) -> Actor:
    """The member of staff, with the rights that they have now, who was signed in on this tablet at a moment.

    Where nothing says that they were, they vouch for it by being signed in on it now. Who is no longer of the tablet's
    store comes back without a role. On a browser that is no store's tablet only who is signed in there is believed, and
    comes back without a tablet: nobody vouches for when it was. Raises SignInAgain.
    """
    said = {"device_token": digest(device_token or ""), "session_token": digest(session_token or "")}
    moments = {"from": at - TOLERANCE, "to": at + TOLERANCE, "now": now}
    row = (await session.execute(_WHO, said | moments | {"staff_id": staff_id})).one_or_none()
    if row is not None:
        return _actor(row)
    tokens = {"session_token": session_token, "device_token": device_token}
    here = await authenticate(session, **tokens, api_key=None, now=now)
    if here.device_id is not None or here.staff_id != staff_id:
        raise SignInAgain
    return here


def _actor(row: Row[*tuple[Any, ...]]) -> Actor:
    names: dict[str, str] = row.stores or {}
    stores = {int(location_id) for location_id in names}
    is_of_store = row.active and (row.role == "headquarters" or row.location_id in stores)
    return Actor(
        kind="staff",
        id=str(row.id),
        name=row.name,
        role=row.role if is_of_store else None,
        locations=frozenset(stores) if is_of_store else frozenset(),
        location_id=row.location_id,
        location_name=row.location_name,
        device_id=row.device_id,
    )


_WAS_THERE = and_(
    StaffSession.device_id == Device.id,
    StaffSession.started_at <= bindparam("to"),
    StaffSession.expires_at >= bindparam("from"),
    or_(StaffSession.ended_at.is_(None), StaffSession.ended_at >= bindparam("from"), StaffSession.was_switched),
)
_IS_THERE = and_(
    StaffSession.device_id == Device.id,
    StaffSession.token_hash == bindparam("session_token"),
    StaffSession.ended_at.is_(None),
    StaffSession.expires_at > bindparam("now"),
)
_WHO = (
    select(Staff.id, Staff.name, Staff.role, Staff.active, STORES.label("stores"))
    .add_columns(Device.id.label("device_id"), Device.location_id, HERE.name.label("location_name"))
    .select_from(Staff)
    .join(Device, and_(Device.token_hash == bindparam("device_token"), Device.revoked_at.is_(None)))
    .join(HERE, HERE.id == Device.location_id)
    .where(Staff.id == bindparam("staff_id"))
    .where(exists().where(StaffSession.staff_id == Staff.id, or_(_WAS_THERE, _IS_THERE)))
)
