"""What somebody changes about their own access."""

from sqlalchemy import update

from comptoir.identity.actions.secrets import hashed
from comptoir.identity.actions.sessions import end_sessions_of
from comptoir.identity.actions.sign_in import WrongPassword, WrongPin, confirm
from comptoir.identity.events import StaffChanged
from comptoir.identity.queries.credentials import HASHES, Kind, own_secret
from comptoir.identity.rules.secrets import check_password, check_pin
from comptoir.identity.tables import Staff
from comptoir.kit.errors import NotSignedIn
from comptoir.wiring.work import Work

CHECKS = {"pin": check_pin, "password": check_password}
WRONG = {"pin": WrongPin, "password": WrongPassword}


async def choose_language(work: Work, locale: str) -> None:
    """Speak another language with the actor, from now on and wherever they sign in."""
    if work.actor.staff_id is None:
        raise NotSignedIn
    await work.execute(update(Staff).where(Staff.id == work.actor.staff_id).values(locale=locale))
    work.record(StaffChanged(staff_id=work.actor.staff_id, what="changed"))


async def change_own_secret(work: Work, kind: Kind, *, current: str, new: str) -> None:
    """Change the actor's own PIN or password; their other sessions end.

    Raises WrongPin or WrongPassword for the current one, LockedOut, WeakPin, WeakPassword.
    """
    if work.actor.staff_id is None:
        raise NotSignedIn
    CHECKS[kind](new)
    new_hash = await hashed(new)
    await confirm(work, await own_secret(work, kind), current, WRONG[kind])
    await work.execute(update(Staff).where(Staff.id == work.actor.staff_id).values({HASHES[kind].key: new_hash}))
    await end_sessions_of(work, work.actor.staff_id)
    work.record(StaffChanged(staff_id=work.actor.staff_id, what=kind))
