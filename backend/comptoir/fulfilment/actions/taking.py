"""Who has a preparation."""

from uuid import UUID

import msgspec

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.locking import holder_of, lock, lock_held, move
from comptoir.fulfilment.actions.picking import conclude
from comptoir.fulfilment.events import PreparationHandedBack, PreparationTaken
from comptoir.fulfilment.queries.locked import NOBODY, Holder, Locked, holder_name, lines_of
from comptoir.fulfilment.queries.waves import colleagues
from comptoir.identity.rules import Right
from comptoir.kit.errors import N_, Invalid
from comptoir.wiring.work import Work


class NoSuchColleague(Invalid):
    slug = "no-such-colleague"
    title = N_("Choose a colleague who prepares orders here.")


HELD = ("picking", "picked", "packed")
"""Somebody has it, but for goods that another location sent, which wait for anybody."""


async def take(work: Work, preparation_id: UUID, *, over: bool = False) -> None:
    """Take a preparation; `over` takes it from a colleague, who sees that at once.

    Taking what one has already changes nothing. Raises HeldByOther, WrongState, NotFound, NotAllowed.
    """
    locked, holder = await lock(work, preparation_id, right=Right.PREPARE), holder_of(work)
    if locked.state in HELD and locked.holder == holder:
        return
    if locked.state in HELD and locked.holder != NOBODY and not over:
        raise rules.HeldByOther(holder=await holder_name(work, locked))
    await give_to(work, locked, holder)


async def give(work: Work, preparation_id: UUID, *, staff_id: int) -> None:
    """A manager gives a preparation to somebody who prepares there, whoever has it, who sees that at once.

    Giving it to who has it already changes nothing. Raises NoSuchColleague, WrongState, NotFound, NotAllowed.
    """
    locked = await lock(work, preparation_id, right=Right.MANAGE_STORE)
    await require_colleague(work, locked.location_id, staff_id)
    if locked.state not in HELD or locked.holder != Holder(staff_id):
        await give_to(work, locked, Holder(staff_id))


async def require_colleague(work: Work, location_id: int, staff_id: int) -> None:
    """Raises NoSuchColleague for somebody who does not prepare at a location."""
    if staff_id not in {each.id for each in await colleagues(work, location_id=location_id)}:
        raise NoSuchColleague(field="staff_id")


async def give_to(work: Work, locked: Locked, holder: Holder) -> None:
    """Somebody has a locked preparation from now on. Raises WrongState."""
    await move(work, locked, "take", **msgspec.structs.asdict(holder), taken_at=work.acted_at)
    locked.holder_id, locked.machine_id = holder.holder_id, holder.machine_id
    work.record(locked.event(PreparationTaken, staff_id=holder.holder_id, machine_id=holder.machine_id))
    if locked.state == "picking":
        await conclude(work, locked, await lines_of(work, locked))


async def hand_back(work: Work, preparation_id: UUID) -> None:
    """Give a preparation back to the queue; what is picked stays picked. It rings again if nobody takes it."""
    await give_back(work, await lock_held(work, preparation_id))


async def give_back(work: Work, locked: Locked) -> None:
    """A locked preparation is nobody's again. Raises WrongState."""
    nobodys = msgspec.structs.asdict(NOBODY)
    await move(work, locked, "hand_back", **nobodys, taken_at=None, rang_at=work.now, escalated_at=None)
    work.record(locked.event(PreparationHandedBack))
