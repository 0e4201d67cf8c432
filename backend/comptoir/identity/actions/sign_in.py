"""Signing in, by password anywhere or by PIN on a store's tablet.

The hash is compared before anything is written, so that no write transaction waits for it. Then the account's row is
locked and its tries are asked again: of many tries at once no more count than one after the other would.
"""

from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import select, update

from comptoir.identity.actions.secrets import hashed, is_outdated, matches
from comptoir.identity.actions.sessions import begin_session
from comptoir.identity.events import AccountLocked, SignInFailed
from comptoir.identity.queries.credentials import HASHES, Credentials, password_of, pin_of, role_at
from comptoir.identity.rules import Right, may
from comptoir.identity.rules.lockout import Tries, after_wrong_try, refuse_locked
from comptoir.identity.tables import Staff
from comptoir.kit.errors import N_, NotAllowed, Refused
from comptoir.wiring.work import Work


class WrongPassword(Refused):
    status = 401
    slug = "wrong-password"
    title = N_("This e-mail address and password do not belong together.")


class WrongPin(Refused):
    status = 401
    slug = "wrong-pin"
    title = N_("This PIN is not right.")


class NotEnrolled(NotAllowed):
    slug = "not-enrolled"
    title = N_("This tablet belongs to no store yet. A manager can enrol it.")


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in that succeeded: the token for the cookie, and the language of who signed in."""

    token: str
    locale: str


async def sign_in_with_password(work: Work, *, email: str, password: str) -> SignIn:
    """Sign a manager or headquarters in. Raises WrongPassword, LockedOut.

    An address that nobody has takes as long and gets the same answer.
    """
    return await _sign_in(work, await password_of(work, email.strip().lower()), password, WrongPassword)


async def sign_in_with_pin(work: Work, *, staff_id: int, pin: str) -> SignIn:
    """Sign somebody in on the tablet of a store where they work. Raises NotEnrolled, WrongPin, LockedOut."""
    if work.actor.device_id is None or work.actor.location_id is None:
        raise NotEnrolled
    return await _sign_in(work, await pin_of(work, staff_id, location_id=work.actor.location_id), pin, WrongPin)


async def allow(work: Work, right: Right, *, staff_id: int, pin: str, location_id: int) -> None:
    """Somebody else who stands by has the right here, and says so with their PIN.

    Raises NotAllowed for who has not; WrongPin, LockedOut.
    """
    if not may(await role_at(work, staff_id, location_id), right, location_id):
        raise NotAllowed
    await confirm(work, await pin_of(work, staff_id, location_id=location_id), pin, WrongPin)


async def confirm(work: Work, stored: Credentials | None, secret: str, wrong: type[Refused]) -> Credentials:
    """Compare a secret with what is stored, and count a wrong try. Raises `wrong`, LockedOut."""
    if stored:
        refuse_locked(stored.tries, work.now)
    is_right = await matches(stored.hash if stored else None, secret)
    if stored is None:
        raise wrong
    tries = await _lock_tries(work, stored)
    refuse_locked(tries, work.now)
    if not is_right:
        await _count_wrong_try(work, stored, tries)
        raise wrong
    return stored


async def _sign_in(work: Work, found: Credentials | None, secret: str, wrong: type[Refused]) -> SignIn:
    stored = await confirm(work, found, secret, wrong)
    changes: dict[str, Any] = {"failed_tries": 0, "locked_until": None}
    if is_outdated(stored.hash):
        changes[HASHES[stored.kind].key] = await hashed(secret)
    await work.execute(update(Staff).where(Staff.id == stored.staff_id).values(changes))
    return SignIn(token=await begin_session(work, stored.staff_id), locale=stored.locale)


async def _lock_tries(work: Work, stored: Credentials) -> Tries:
    query = select(Staff.failed_tries, Staff.locked_until).where(Staff.id == stored.staff_id).with_for_update()
    row = (await work.execute(query)).one()
    return Tries(failed=row.failed_tries, locked_until=row.locked_until)


async def _count_wrong_try(work: Work, stored: Credentials, before: Tries) -> None:
    """Raises LockedOut where this was the last try."""
    lock = timedelta(minutes=work.settings.pin_lock_minutes)
    tries = after_wrong_try(before, now=work.now, limit=work.settings.pin_tries, lock=lock)
    counted = {"failed_tries": tries.failed, "locked_until": tries.locked_until}
    await work.execute(update(Staff).where(Staff.id == stored.staff_id).values(counted))
    work.record(SignInFailed(staff_id=stored.staff_id, device_id=work.actor.device_id))
    if tries.locked_until:
        work.record(AccountLocked(staff_id=stored.staff_id))
    work.keep()
    refuse_locked(tries, work.now)
