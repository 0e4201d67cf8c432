"""How a preparation ends: handed over, not collected, declined, expired or cancelled."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy import update

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.entering import enter_handover
from comptoir.fulfilment.actions.locking import lock, move
from comptoir.fulfilment.actions.transfers.ending import cancel_transfer_of
from comptoir.fulfilment.events import (
    HandoverCancelled,
    PreparationCancelled,
    PreparationCollected,
    PreparationExpired,
)
from comptoir.fulfilment.queries.locked import Locked, lines_of, locking
from comptoir.fulfilment.tables import Handover, Preparation
from comptoir.identity.rules import Right
from comptoir.orders import actions as orders
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work


async def hand_over(work: Work, preparation_id: UUID, *, proof: str) -> None:
    """The customer has the goods, shown by `proof` (code, qr, name); the units leave stock.

    What was given while the tablet was offline is entered even where the order had ended meanwhile.
    Raises WrongState, NotFound, NotAllowed.
    """
    locked = await lock(work, preparation_id, right=Right.HAND_OVER)
    if work.acted and await enter_handover(work, locked, proof=proof):
        return
    await move(work, locked, "collect", ended_at=work.acted_at)
    await _end_handover(work, locked, state="done", proof=proof)
    allocation_ids, reservation_ids = await _slices(work, locked)
    await stock.consume(work, reservation_ids, reference=f"order:{locked.order_number}")
    await orders.mark_slices(work, locked.order_id, allocation_ids=allocation_ids, state="fulfilled")
    work.record(locked.event(PreparationCollected))


async def cancel_handover(
    work: Work, preparation_id: UUID, *, reason: Literal["no_show", "refused_by_customer"]
) -> None:
    """The customer did not come, or does not want the goods: they go back on sale, and the slices are cancelled."""
    locked = await lock(work, preparation_id, right=Right.HAND_OVER)
    await move(work, locked, "no_show" if reason == "no_show" else "decline", ended_at=work.acted_at)
    await _take_back(work, locked, reason=reason, ended="expired" if reason == "no_show" else "released")
    work.record(locked.event(HandoverCancelled, reason=reason))


async def expire_due(work: Work, *, most: int = 20) -> int:
    """A timer: what nobody collected in time goes back on sale. How many."""
    query = locking().where(Preparation.state == "ready", Preparation.expires_at <= work.now)
    rows = await work.execute(query.order_by(Preparation.expires_at).limit(most).with_for_update(skip_locked=True))
    due = [Locked(*row) for row in rows]
    await _lock_stock(work, due)
    for locked in due:
        await move(work, locked, "expire", ended_at=work.now)
        await _take_back(work, locked, reason="no_show", ended="expired")
        work.record(locked.event(PreparationExpired))
    return len(due)


async def _lock_stock(work: Work, due: Sequence[Locked]) -> None:
    """All levels at once: one order after the other, they would not be locked in the one order that all keep to."""
    await stock.lock_levels(
        work, [(it.location_id, line.variant_id) for it in due for line in await lines_of(work, it)]
    )


async def cancel_for_order(work: Work, order_id: UUID) -> None:
    """End the live preparations of an order that is being cancelled; who releases the stock is the caller."""
    query = locking().where(Preparation.order_id == order_id, Preparation.state.in_(rules.LIVE))
    for locked in [Locked(*row) for row in await work.execute(query.order_by(Preparation.id))]:
        await move(work, locked, "cancel", ended_at=work.now)
        await cancel_transfer_of(work, locked)
        await _end_handover(work, locked, state="cancelled", reason="order_cancelled")
        work.record(locked.event(PreparationCancelled))


async def _take_back(work: Work, locked: Locked, *, reason: str, ended: Literal["expired", "released"]) -> None:
    await _end_handover(work, locked, state="cancelled", reason=reason)
    allocation_ids, reservation_ids = await _slices(work, locked)
    end = stock.expire if ended == "expired" else stock.release
    await end(work, reservation_ids, reference=f"order:{locked.order_number}")
    await orders.mark_slices(work, locked.order_id, allocation_ids=allocation_ids, state="cancelled")


async def _end_handover(
    work: Work, locked: Locked, *, state: str, reason: str | None = None, proof: str | None = None
) -> None:
    values = {"state": state, "reason": reason, "proof": proof, "actor": work.actor.key, "ended_at": work.acted_at}
    where = Handover.preparation_id == locked.id, Handover.state == "open"
    await work.execute(update(Handover).where(*where).values(values))


async def _slices(work: Work, locked: Locked) -> tuple[list[UUID], list[UUID]]:
    lines = await lines_of(work, locked)
    return [line.allocation_id for line in lines], [line.reservation_id for line in lines]
