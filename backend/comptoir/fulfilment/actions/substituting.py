"""Something else in place of units that are not there: it joins the work before they leave it."""

from uuid import UUID

import msgspec

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.locking import lock_held
from comptoir.fulfilment.actions.opening import NewPart, add_parts
from comptoir.fulfilment.actions.picking import Said, find_line, take_off
from comptoir.fulfilment.events import UnitsReplaced
from comptoir.fulfilment.queries.locked import Locked, LockedLine, lines_of
from comptoir.wiring.work import Work


class Short(msgspec.Struct, frozen=True):
    """A line of a locked preparation, of which units can't be found."""

    locked: Locked
    line: LockedLine


async def lock_short(work: Work, preparation_id: UUID, *, line_id: UUID) -> Short:
    """Lock the order and its preparation for who picks it. Raises NotFound, NotAllowed, HeldByOther, WrongState."""
    locked = await lock_held(work, preparation_id)
    rules.next_state(locked.state, "refuse", method=locked.method)
    return Short(locked, find_line(await lines_of(work, locked), line_id))


async def replace_units(work: Work, short: Short, *, part: NewPart, said: Said) -> None:
    """Add what comes, then take off what it replaces; who calls it has both levels locked and what comes reserved."""
    locked, line = short.locked, short.line
    await add_parts(work, locked, [part])
    await take_off(work, locked, line, said, "replace")
    work.record(locked.event(UnitsReplaced, line_id=line.id, quantity=said.quantity, reason=said.reason))
