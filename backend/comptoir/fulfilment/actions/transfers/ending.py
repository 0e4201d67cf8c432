"""A transfer that will not be sent."""

from uuid import UUID

from comptoir.fulfilment.actions.transfers.locking import lock, move
from comptoir.fulfilment.events import TransferCancelled
from comptoir.fulfilment.queries.locked import Locked
from comptoir.fulfilment.queries.locked_transfers import LockedTransfer, locking_transfers, transfer_lines
from comptoir.fulfilment.tables import Transfer
from comptoir.identity.rules import Right
from comptoir.kit.errors import N_, Refused
from comptoir.stock import actions as stock
from comptoir.wiring.work import Work


class IsForOrder(Refused):
    slug = "transfer-for-an-order"
    title = N_("This transfer is for an order: it ends with the work on the order.")


async def cancel(work: Work, transfer_id: UUID) -> None:
    """Give up a transfer that was made by hand: its units can be sold again.

    Raises IsForOrder, WrongTransferState, NotFound, NotAllowed.
    """
    locked = await lock(work, transfer_id, right=Right.MANAGE_STORE, at="from")
    if locked.order_id is not None:
        raise IsForOrder
    await end(work, locked)


async def cancel_transfer_of(work: Work, preparation: Locked) -> None:
    """End the transfer that a preparation was to be sent by, if it is one; the preparation's order is locked."""
    if preparation.method == "transfer":
        query = locking_transfers().where(Transfer.preparation_id == preparation.id)
        await end(work, LockedTransfer(*(await work.execute(query)).one()))


async def end(work: Work, locked: LockedTransfer) -> None:
    """End a transfer that is locked; who releases an order's stock is the caller."""
    await move(work, locked, "cancel", ended_by=work.actor.key, ended_at=work.now)
    kept = [line.reservation_id for line in await transfer_lines(work, locked) if line.reservation_id is not None]
    await stock.release(work, kept, reference=locked.reference)
    work.record(locked.event(TransferCancelled))
