"""Tablets: enrolled at a store, and taken out of use."""

from uuid import UUID

from sqlalchemy import select, update

from comptoir.identity.actions.secrets import new_token
from comptoir.identity.actions.sessions import end_session, end_sessions_on
from comptoir.identity.events import DeviceEnrolled, DeviceRevoked
from comptoir.identity.queries.team import known_stores
from comptoir.identity.rules.rights import Right, require
from comptoir.identity.rules.secrets import digest
from comptoir.identity.tables import Device
from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id
from comptoir.wiring.work import Work


async def enrol_device(work: Work, *, location_id: int, name: str) -> str:
    """Enrol the tablet at hand at a store; gives the token for its cookie, kept nowhere else.

    Who enrols is signed out, so that the tablet asks for a PIN. What it was enrolled as before ends.
    """
    require(work.actor, Right.MANAGE_STORE, location_id)
    if not await known_stores(work, {location_id}):
        raise NotFound
    if work.actor.device_id:
        await _revoke(work, work.actor.device_id)
    await end_session(work)
    return _enrolled(work, location_id, name)


async def revoke_device(work: Work, device_id: UUID) -> None:
    """Take a tablet out of use: it signs nobody in any more, and its sessions end. Raises NotFound."""
    query = select(Device.location_id).where(Device.id == device_id, Device.revoked_at.is_(None))
    location_id = (await work.execute(query)).scalar_one_or_none()
    if location_id is None:
        require(work.actor, Right.MANAGE_CHAIN)
        raise NotFound
    require(work.actor, Right.MANAGE_STORE, location_id)
    await _revoke(work, device_id)


def _enrolled(work: Work, location_id: int, name: str) -> str:
    device_id, token = new_id(), new_token()
    work.add(
        Device,
        id=device_id,
        location_id=location_id,
        name=name.strip(),
        token_hash=digest(token),
        enrolled_by=work.actor.staff_id,
        enrolled_at=work.now,
    )
    work.record(DeviceEnrolled(device_id=device_id, location_id=location_id))
    return token


async def _revoke(work: Work, device_id: UUID) -> None:
    revoked = (
        update(Device)
        .where(Device.id == device_id, Device.revoked_at.is_(None))
        .values(revoked_at=work.now)
        .returning(Device.location_id)
    )
    location_id = (await work.execute(revoked)).scalar_one_or_none()
    if location_id is not None:
        await end_sessions_on(work, device_id)
        work.record(DeviceRevoked(device_id=device_id, location_id=location_id))
