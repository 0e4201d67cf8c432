"""Approval: stock becomes what was counted, and what moved since, chunk by chunk so that nobody waits for it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text, update

from comptoir.fulfilment.actions.locked_counts import LockedCount, lock_count, locking, move_count
from comptoir.fulfilment.actions.locking import staff_id_of
from comptoir.fulfilment.events import CountApproved, CountFinished
from comptoir.fulfilment.queries.count_lines import ReviewedLine, recounts_wanted, reviewed_lines
from comptoir.fulfilment.rules import counts
from comptoir.fulfilment.tables import Count, CountLine
from comptoir.identity.rules import Right, may
from comptoir.kit.errors import N_, Refused
from comptoir.stock import actions as stock
from comptoir.stock import rules as stock_rules
from comptoir.stock.queries.correcting import alone
from comptoir.wiring.work import Work

CHUNK = 100
"""So many levels are changed in one transaction: about 50 ms."""


class RecountFirst(Refused):
    slug = "recount-first"
    title = N_("Some lines are to be counted again. Do that first, or take the mark off.")


async def approve_count(work: Work, count_id: UUID, *, missing_are_gone: bool = False) -> None:
    """Let stock be what was counted; `missing_are_gone` decides that of what nobody counted there is none.

    The first lines are entered at once, the others soon (`enter_due`). Raises ManagerNeeded, RecountFirst,
    CountMovedOn, NotFound, NotAllowed.
    """
    locked = await lock_count(work, count_id, right=Right.CORRECT_STOCK)
    counts.next_state(locked.state, "approve")
    if await recounts_wanted(work, count_id):
        raise RecountFirst
    lines = await reviewed_lines(work, count_id)
    _check_may(work, locked, lines, missing_are_gone=missing_are_gone)
    approved = {"approved_by": staff_id_of(work), "approved_at": work.now, "missing_are_gone": missing_are_gone}
    await move_count(work, locked, "approve", **approved)
    work.record(locked.event(CountApproved))
    if not missing_are_gone:
        await _leave_missing(work, count_id)
    await _enter_some(work, locked, missing_are_gone=missing_are_gone)


async def enter_due(work: Work) -> int:
    """A timer: some more lines of an approved count become stock. How many counts had any left."""
    due = locking().where(Count.state == "approved").order_by(Count.approved_at).limit(1)
    row = (await work.execute(due.with_for_update(skip_locked=True))).one_or_none()
    if row is None:
        return 0
    locked = LockedCount(*row)
    await _enter_some(work, locked, missing_are_gone=locked.missing_are_gone)
    return 1


def _check_may(work: Work, locked: LockedCount, lines: Sequence[ReviewedLine], *, missing_are_gone: bool) -> None:
    """Raises ManagerNeeded where it is more than a preparer may, as is every decision about what nobody counted."""
    is_manager = may(work.actor, Right.MANAGE_STORE, locked.location_id)
    if missing_are_gone and not is_manager:
        raise stock_rules.ManagerNeeded
    extent = counts.extent(each.line for each in lines)
    stock_rules.check_alone(extent, alone(work), is_manager=is_manager)


async def _leave_missing(work: Work, count_id: UUID) -> None:
    uncounted = CountLine.count_id == count_id, CountLine.counted.is_(None)
    await work.execute(update(CountLine).where(*uncounted).values(outcome="left"))


async def _enter_some(work: Work, locked: LockedCount, *, missing_are_gone: bool) -> None:
    reviewed = await reviewed_lines(work, locked.id, most=CHUNK)
    moments = {each.variant_id: each.counted_at for each in reviewed}
    lines = {each.variant_id: counts.decided(each.line, missing_are_gone=missing_are_gone) for each in reviewed}
    late = await _state(work, locked, lines, moments)
    await _note_looks(work, locked, [(it, line) for it, line in lines.items() if it not in late])
    outcomes = {it: "overtaken" if it in late else line.outcome for it, line in lines.items()}
    await work.execute(_OUTCOMES, _arrays(locked, outcomes))
    if len(lines) < CHUNK:
        await move_count(work, locked, "finish", ended_at=work.now)
        work.record(locked.event(CountFinished))


async def _state(
    work: Work, locked: LockedCount, lines: Mapping[int, counts.Line], moments: Mapping[int, datetime]
) -> set[int]:
    """The variants for which a newer statement, like a feed's, was quicker."""
    said = {
        (locked.location_id, variant_id): stock.Statement(line.there, moments[variant_id])
        for variant_id, line in lines.items()
        if line.there is not None
    }
    late = await stock.state_each(work, said, cause="count", reference=locked.reference)
    return {variant_id for _, variant_id in late}


async def _note_looks(work: Work, locked: LockedCount, lines: Iterable[tuple[int, counts.Line]]) -> None:
    """The stock's trust learns whether what the system said was there."""
    looks = [((locked.location_id, variant_id), line.was_found) for variant_id, line in lines]
    await stock.note_looks(work, [(level, found) for level, found in looks if found is not None])


_OUTCOMES = text("""
    UPDATE count_lines AS line SET outcome = new.outcome
    FROM unnest(CAST(:variant_id AS bigint[]), CAST(:outcome AS text[])) AS new (variant_id, outcome)
    WHERE line.count_id = :count_id AND line.variant_id = new.variant_id
""")


def _arrays(locked: LockedCount, outcomes: dict[int, str]) -> dict[str, object]:
    return {"count_id": locked.id, "variant_id": list(outcomes), "outcome": list(outcomes.values())}
