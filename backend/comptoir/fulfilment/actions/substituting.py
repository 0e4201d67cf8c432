"""Something else in place of units that are not there: it joins the work before they leave it."""

from uuid import UUID

import msgspec
from sqlalchemy import select

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.locking import lock_held
from comptoir.fulfilment.actions.opening import NewPart, add_parts
from comptoir.fulfilment.actions.picking import Said, find_line, refuse_line, take_off
from comptoir.fulfilment.events import UnitsReplaced
from comptoir.fulfilment.queries.locked import Locked, LockedLine, lines_of, locking
from comptoir.fulfilment.queries.locked_waves import others_in_walk
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.wiring.work import Work


class Short(msgspec.Struct, frozen=True):
    """A line of a locked preparation, of which units can't be found, and all of its lines.

    `others` is how far the other lines are that want the same in the walk that it is picked in, if it is in one: who
    looks at the shelf looks for all of them.
    """

    locked: Locked
    lines: list[LockedLine]
    line: LockedLine
    others: rules.Line = rules.Line(0, 0, 0)

    @property
    def is_open(self) -> bool:
        """Whether something else can still be prepared for it."""
        return "replace" in rules.MOVES.get(self.locked.state, {}) and self.line.progress.left > 0

    def on_shelf(self, *, quantity: int, found: int | None) -> int:
        """How many are on the shelf, said or not, where so many of the line are not. Raises TooMany, FoundTooMany."""
        rules.check_refusal(self.line.progress, quantity=quantity, found=None)
        return rules.check_refusal(rules.total([self.line.progress, self.others]), quantity=quantity, found=found)


async def lock_short(work: Work, preparation_id: UUID, *, line_id: UUID) -> Short:
    """Lock the order and its preparation for who picks it. Raises NotFound, NotAllowed, HeldByOther, WrongState."""
    locked = await lock_held(work, preparation_id)
    rules.next_state(locked.state, "refuse", method=locked.method)
    lines = await lines_of(work, locked)
    line = find_line(lines, line_id)
    return Short(locked, lines, line, await others_in_walk(work, locked, line))


async def lock_short_of(work: Work, allocation_id: UUID) -> Short | None:
    """The same by a slice of a locked order, for its customer or a timer; None where it is nobody's work any more."""
    of = select(PreparationLine.preparation_id).where(PreparationLine.allocation_id == allocation_id)
    row = (await work.execute(locking().where(Preparation.id.in_(of)).order_by(Preparation.opened_at.desc()))).first()
    if row is None:
        return None
    locked = Locked(*row)
    lines = await lines_of(work, locked)
    line = next(line for line in lines if line.allocation_id == allocation_id)
    return Short(locked, lines, line, await others_in_walk(work, locked, line))


async def replace_units(work: Work, short: Short, *, part: NewPart, said: Said) -> None:
    """Add what comes, then take off what it replaces; who calls it has both levels locked and what comes reserved."""
    locked, line = short.locked, short.line
    await add_parts(work, locked, [part])
    await take_off(work, locked, line, said, "replace")
    work.record(locked.event(UnitsReplaced, line_id=line.id, quantity=said.quantity, reason=said.reason))


async def refuse_short(work: Work, short: Short, said: Said) -> None:
    """Refuse the units, where somebody picks; else who takes the work next sees for themselves."""
    if short.locked.state == "picking":
        await refuse_line(work, short.locked, short.lines, short.line, said)
