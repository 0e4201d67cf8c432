"""Sessions: begun anew at every sign-in, alive while they are used, ended when a right to them ends."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from comptoir.identity.actions.secrets import new_token
from comptoir.identity.events import SessionEnded, SignedIn
from comptoir.identity.rules.presence import TOUCH_EVERY
from comptoir.identity.rules.secrets import digest
from comptoir.identity.tables import ApiKey, Device, StaffSession
from comptoir.kit.ids import new_id
from comptoir.wiring.work import Work

FORGET_AFTER = timedelta(days=30)
FORGET_LIMIT = 1000


async def begin_session(work: Work, staff_id: int) -> str:
    """Begin a session on the actor's tablet, or without one; the session that was presented ends: it was switched.

    Gives the token for the cookie, kept nowhere else. It is new at every sign-in, so nobody can plant one beforehand.
    """
    await switch_session(work)
    token, device_id = new_token(), work.actor.device_id
    work.add(
        StaffSession,
        id=new_id(),
        token_hash=digest(token),
        staff_id=staff_id,
        device_id=device_id,
        started_at=work.now,
        last_seen_at=work.now,
        expires_at=_expiry(work),
    )
    work.record(SignedIn(staff_id=staff_id, device_id=device_id))
    return token


async def end_session(work: Work) -> None:
    """End the actor's own session, if there is one."""
    if work.actor.session_id:
        await _end(work, StaffSession.id == work.actor.session_id)


async def end_sessions_left(work: Work) -> None:
    """The actor signed out on their tablet while it was offline: what they had begun on it by then is over.

    Unlike somebody who left it to a colleague, they cannot come back to it offline.
    """
    here = StaffSession.staff_id == work.actor.staff_id, StaffSession.device_id == work.actor.device_id
    left = *here, StaffSession.started_at <= work.acted_at
    switched = update(StaffSession).where(*left, StaffSession.was_switched)
    earlier = func.least(StaffSession.ended_at, work.acted_at)
    await work.execute(switched.values(was_switched=False, ended_at=earlier))
    await _end(work, *left)


async def switch_session(work: Work) -> None:
    """End it for a colleague: until the shift is over its person may come back while the tablet is offline."""
    if work.actor.session_id:
        await _end(work, StaffSession.id == work.actor.session_id, was_switched=True)


async def end_sessions_of(work: Work, staff_id: int) -> None:
    """End all sessions of somebody, but not the one in which they ask for it themselves."""
    await _end(work, StaffSession.staff_id == staff_id, StaffSession.id.is_distinct_from(work.actor.session_id))


async def end_sessions_on(work: Work, device_id: UUID) -> None:
    """End all sessions on a tablet."""
    await _end(work, StaffSession.device_id == device_id)


async def touch(work: Work) -> None:
    """Note that the actor is there, at most once a minute; a session in use lives on.

    For the edge, in a transaction of its own: a machine's key is one row for all its commands.
    """
    actor, due = work.actor, work.now - TOUCH_EVERY
    if actor.session_id:
        alive = {"last_seen_at": work.now, "expires_at": _expiry(work)}
        mine = (StaffSession.id == actor.session_id, StaffSession.last_seen_at <= due, StaffSession.ended_at.is_(None))
        await work.execute(update(StaffSession).where(*mine).values(alive))
    if actor.device_id:
        stale = _is_before(Device.last_seen_at, due)
        await work.execute(update(Device).where(Device.id == actor.device_id, stale).values(last_seen_at=work.now))
    if actor.kind == "machine":
        stale = _is_before(ApiKey.last_used_at, due)
        await work.execute(update(ApiKey).where(ApiKey.id == UUID(actor.id), stale).values(last_used_at=work.now))


async def forget_sessions(work: Work) -> int:
    """Delete sessions that ended or expired a month ago; says how many, at most FORGET_LIMIT at once."""
    old = select(StaffSession.id).where(StaffSession.expires_at < work.now - FORGET_AFTER).limit(FORGET_LIMIT)
    gone = await work.execute(delete(StaffSession).where(StaffSession.id.in_(old)).returning(StaffSession.id))
    return len(gone.all())


async def _end(work: Work, *which: ColumnElement[bool], **how: bool) -> None:
    ended = (
        update(StaffSession)
        .where(*which, StaffSession.ended_at.is_(None), StaffSession.expires_at > work.now)
        .values(ended_at=work.acted_at, **how)
        .returning(StaffSession.id, StaffSession.staff_id)
    )
    for row in (await work.execute(ended)).all():
        work.record(SessionEnded(session_id=row.id, staff_id=row.staff_id))


def _is_before(column: Any, due: datetime) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= due)


def _expiry(work: Work) -> datetime:
    return work.now + timedelta(hours=work.settings.session_hours)
