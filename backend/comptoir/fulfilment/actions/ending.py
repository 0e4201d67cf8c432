"""How a preparation ends without its customer: not collected, declined, expired or cancelled."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy import update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.locking import lock, move
from comptoir.fulfilment.actions.returning import note_returns, put_on_the_list
from comptoir.fulfilment.actions.transfers.ending import cancel_transfer_of
from comptoir.fulfilment.events import (
    HandoverCancelled,
    PreparationCancelled,
    PreparationCollected,
    PreparationExpired,
)
from comptoir.fulfilment.queries.counter import counter_rules, was_some_collected
from comptoir.fulfilment.queries.locked import Locked, lines_of, locking
from comptoir.fulfilment.rules.put_back import Because
from comptoir.fulfilment.tables import Handover, Preparation
from comptoir.identity.rules import Right
from comptoir.orders import actions as orders
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work


async def cancel_handover(
    work: Work, preparation_id: UUID, *, reason: Literal["no_show", "refused_by_customer"]
) -> None:
    """The customer did not come, or does not want the goods: they go back to their shelf, the slices are cancelled.

    Raises NoShowTooEarly, WrongState, NotFound, NotAllowed.
    """
    locked = await lock(work, preparation_id, right=Right.HAND_OVER)
    counter = await counter_rules(work)
    if reason == "no_show" and locked.state == "ready" and not counter.may_be_no_show(locked.ready_at, work.acted_at):
        raise rules.NoShowTooEarly
    if not await _close_after_a_part(work, locked):
        await move(work, locked, "no_show" if reason == "no_show" else "decline", ended_at=work.acted_at, bin=None)
        work.record(locked.event(HandoverCancelled, reason=reason))
    because: Because = "no_show" if reason == "no_show" else "refused"
    await _take_back(work, locked, counter, because=because, reason=reason)


async def expire_due(work: Work, *, most: int = 20) -> int:
    """A timer: what nobody collected in time goes back to its shelf. How many."""
    query = locking().where(Preparation.state == "ready", Preparation.expires_at <= work.now)
    rows = await work.execute(query.order_by(Preparation.expires_at).limit(most).with_for_update(skip_locked=True))
    due = [Locked(*row) for row in rows]
    await _lock_stock(work, due)
    counter = await counter_rules(work) if due else rules.CounterRules()
    for locked in due:
        if not await _close_after_a_part(work, locked):
            await move(work, locked, "expire", ended_at=work.now, bin=None)
            work.record(locked.event(PreparationExpired))
        await _take_back(work, locked, counter, because="expired", reason="no_show")
    return len(due)


async def cancel_for_order(work: Work, order_id: UUID) -> None:
    """End the live preparations of an order that is being cancelled; who releases the stock is the caller.

    What is picked stays promised until it is back on its shelf.
    """
    query = locking().where(Preparation.order_id == order_id, Preparation.state.in_(rules.LIVE))
    live = [Locked(*row) for row in await work.execute(query.order_by(Preparation.id))]
    await _lock_stock(work, live)
    for locked in live:
        await move(work, locked, "cancel", ended_at=work.now, bin=None)
        await cancel_transfer_of(work, locked)
        await _end_handover(work, locked, reason="order_cancelled")
        lines = await lines_of(work, locked)
        await put_on_the_list(work, locked, lines, because="cancelled")
        slices = [line.allocation_id for line in lines]
        await orders.settle_questions(work, order_id, **locked.place, allocation_ids=slices)
        work.record(locked.event(PreparationCancelled))


async def _lock_stock(work: Work, due: Sequence[Locked]) -> None:
    """All levels at once: one order after the other, they would not be locked in the one order that all keep to."""
    await stock.lock_levels(
        work, [(it.location_id, line.variant_id) for it in due for line in await lines_of(work, it)]
    )


async def _close_after_a_part(work: Work, locked: Locked) -> bool:
    """Where the customer has a part of it, the work was not for nothing: it is over, and the rest goes back."""
    if locked.state != "ready" or not await was_some_collected(work, locked.id):
        return False
    await move(work, locked, "collect", ended_at=work.now, bin=None)
    work.record(locked.event(PreparationCollected))
    return True


async def _take_back(work: Work, locked: Locked, counter: rules.CounterRules, *, because: Because, reason: str) -> None:
    await _end_handover(work, locked, reason=reason)
    lines = [line for line in await lines_of(work, locked) if line.picked]
    await put_on_the_list(work, locked, lines, because=because, ended="released" if because == "refused" else "expired")
    why = "no_show" if reason == "no_show" else "not_wanted"
    is_owed = because == "refused" or counter.owes_no_shows
    await note_returns(work, locked, lines, {line.id: why for line in lines}, is_owed=is_owed)


async def _end_handover(work: Work, locked: Locked, *, reason: str) -> None:
    values = {"state": "cancelled", "reason": reason, "actor": work.actor.key, "ended_at": work.acted_at}
    where = Handover.preparation_id == locked.id, Handover.state == "open"
    await work.execute(update(Handover).where(*where).values(values))
