"""The team: adding people, changing their post, their PIN or password, and taking access away.

Whoever is changed is locked first, so that the right to do it still holds when it is written.
"""

from typing import Any

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import ReturningInsert, Update

from comptoir.identity.actions.secrets import hashed
from comptoir.identity.actions.sessions import end_sessions_of
from comptoir.identity.events import AccountUnlocked, StaffChanged
from comptoir.identity.queries.team import Member, known_stores, member, require_manager
from comptoir.identity.rules.secrets import check_password, check_pin
from comptoir.identity.rules.team import (
    PASSWORD_ROLES,
    EmailNeeded,
    PinOnly,
    Post,
    check_post,
    may_unlock,
    refuse_self,
    require_manage,
)
from comptoir.identity.tables import Staff, StaffLocation
from comptoir.kit.errors import N_, NotAllowed, Refused
from comptoir.wiring.actors import Role
from comptoir.wiring.work import Work


class EmailTaken(Refused):
    slug = "email-taken"
    title = N_("Somebody else signs in with this e-mail address.")


async def add_member(work: Work, post: Post, *, pin: str | None = None, password: str | None = None) -> int:
    """Add somebody; gives their id. Raises what the rules of secrets and posts raise, and EmailTaken."""
    post = await _checked(work, post)
    secrets = {
        "pin_hash": await _hashed_pin(pin) if pin else None,
        "password_hash": await _hashed_password(password, post.role) if password else None,
    }
    added = insert(Staff).values(_columns(post) | secrets).returning(Staff.id)
    staff_id: int = (await _unless_taken(work, added)).scalar_one()
    _place(work, staff_id, post.locations)
    work.record(StaffChanged(staff_id=staff_id, what="added"))
    return staff_id


async def change_member(work: Work, staff_id: int, post: Post) -> None:
    """Change somebody's name, role, stores, e-mail or language. Who is given a role without password loses theirs."""
    before = await _managed(work, staff_id)
    post = await _checked(work, post)
    if post.role != before.role:
        refuse_self(work.actor, staff_id)
    lost: dict[str, Any] = {} if post.role in PASSWORD_ROLES else {"password_hash": None}
    await _unless_taken(work, update(Staff).where(Staff.id == staff_id).values(_columns(post) | lost))
    await work.execute(delete(StaffLocation).where(StaffLocation.staff_id == staff_id))
    _place(work, staff_id, post.locations)
    work.record(StaffChanged(staff_id=staff_id, what="changed"))


async def set_pin(work: Work, staff_id: int, *, pin: str) -> None:
    """Give somebody a new PIN: their sessions end, their account is unlocked. Raises WeakPin."""
    require_manager(work)
    pin_hash = await _hashed_pin(pin)
    await _managed(work, staff_id)
    await _update(work, staff_id, pin_hash=pin_hash, failed_tries=0, locked_until=None)
    await end_sessions_of(work, staff_id)
    work.record(StaffChanged(staff_id=staff_id, what="pin"))


async def set_password(work: Work, staff_id: int, *, password: str) -> None:
    """Give a manager or headquarters a new password, likewise. Raises WeakPassword, PinOnly."""
    password_hash = await _hashed_password(password, (await member(work, staff_id)).role)
    await _managed(work, staff_id)
    await _update(work, staff_id, password_hash=password_hash, failed_tries=0, locked_until=None)
    await end_sessions_of(work, staff_id)
    work.record(StaffChanged(staff_id=staff_id, what="password"))


async def unlock(work: Work, staff_id: int) -> None:
    """Let somebody try again at once."""
    found = await _locked_row(work, staff_id)
    if not may_unlock(work.actor, role=found.role, locations=found.location_ids):
        raise NotAllowed
    await _update(work, staff_id, failed_tries=0, locked_until=None)
    work.record(AccountUnlocked(staff_id=staff_id))


async def deactivate(work: Work, staff_id: int) -> None:
    """Take somebody's access away: their sessions end. Raises NotYourself."""
    refuse_self(work.actor, staff_id)
    await _managed(work, staff_id)
    await _update(work, staff_id, active=False)
    await end_sessions_of(work, staff_id)
    work.record(StaffChanged(staff_id=staff_id, what="deactivated"))


async def reactivate(work: Work, staff_id: int) -> None:
    """Give the access back."""
    await _managed(work, staff_id)
    await _update(work, staff_id, active=True, failed_tries=0, locked_until=None)
    work.record(StaffChanged(staff_id=staff_id, what="reactivated"))


async def _checked(work: Work, post: Post) -> Post:
    """The post as it is stored. Raises EmailNeeded and what `check_post` raises."""
    locations = check_post(work.actor, role=post.role, locations=await known_stores(work, post.locations))
    email = post.email.strip().lower() if post.email else None
    if post.role in PASSWORD_ROLES and not email:
        raise EmailNeeded(field="email")
    return msgspec.structs.replace(post, email=email or None, locations=locations)


async def _managed(work: Work, staff_id: int) -> Member:
    """Somebody whom the actor may change. Raises NotFound, NotAllowed."""
    found = await _locked_row(work, staff_id)
    require_manage(work.actor, role=found.role, locations=found.location_ids)
    return found


async def _locked_row(work: Work, staff_id: int) -> Member:
    await work.execute(select(Staff.id).where(Staff.id == staff_id).with_for_update())
    return await member(work, staff_id)


async def _update(work: Work, staff_id: int, **values: Any) -> None:
    await work.execute(update(Staff).where(Staff.id == staff_id).values(values))


async def _unless_taken(work: Work, statement: ReturningInsert[Any] | Update) -> Any:
    """Within a savepoint, so that the form can still be shown again."""
    try:
        async with (await work.session.connection()).begin_nested():
            return await work.execute(statement)
    except IntegrityError:
        raise EmailTaken(field="email") from None


def _columns(post: Post) -> dict[str, Any]:
    return {"name": post.name.strip(), "role": post.role, "email": post.email, "locale": post.locale}


def _place(work: Work, staff_id: int, locations: frozenset[int]) -> None:
    for location_id in sorted(locations):
        work.add(StaffLocation, staff_id=staff_id, location_id=location_id)


async def _hashed_pin(pin: str) -> str:
    check_pin(pin)
    return await hashed(pin)


async def _hashed_password(password: str, role: Role) -> str:
    if role not in PASSWORD_ROLES:
        raise PinOnly(field="password")
    check_password(password)
    return await hashed(password)
