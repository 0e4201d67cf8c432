"""What a scanner reads at either end of a transfer: goods, or the label of its boxes, which says that it is all.

On that stands its number, or the number of the order that it is for.
"""

from uuid import UUID

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.transfers import counting, picking, receiving, sending
from comptoir.fulfilment.actions.transfers.locking import lock
from comptoir.fulfilment.queries.locked_transfers import transfer_lines
from comptoir.fulfilment.queries.transfers import numbers_of
from comptoir.identity.rules import Right
from comptoir.kit.errors import N_, Refused
from comptoir.kit.ids import normalise_code
from comptoir.wiring.work import Work


class StillMissing(Refused):
    slug = "still-missing"
    title = N_("Units that are missing: %(missing)s. Count them, or say whether more will come.")


async def scan_to_send(work: Work, transfer_id: UUID, *, code: str) -> None:
    """Pick one unit of what was scanned; its label sends it. Raises what picking and sending raise."""
    if await _is_its_label(work, transfer_id, code):
        await sending.send(work, transfer_id)
    else:
        await picking.pick_by_code(work, transfer_id, code=code)


async def scan_arrived(work: Work, transfer_id: UUID, *, code: str) -> None:
    """Count one unit of what was scanned; its label takes it in, where nothing is missing.

    Raises NothingCounted, StillMissing, and what counting and receiving raise.
    """
    if await _is_its_label(work, transfer_id, code):
        await _check_all_here(work, transfer_id)
        await receiving.receive(work, transfer_id, is_last=True)
    else:
        await counting.count_by_code(work, transfer_id, code=code)


async def _is_its_label(work: Work, transfer_id: UUID, code: str) -> bool:
    return normalise_code(code) in map(normalise_code, await numbers_of(work, transfer_id))


async def _check_all_here(work: Work, transfer_id: UUID) -> None:
    """Whoever scans the label of a box twice has not said that nothing more will come."""
    locked = await lock(work, transfer_id, right=Right.PREPARE, at="to")
    rules.next_transfer_state(locked.state, "finish")
    lines = await transfer_lines(work, locked)
    if not any(line.counted for line in lines):
        raise rules.NothingCounted
    if missing := sum(line.arriving.missing for line in lines):
        raise StillMissing(missing=missing)
