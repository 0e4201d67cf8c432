"""Units that can't be served, of an order or of a transfer: who said so, and what that means for stock."""

from typing import Any
from uuid import UUID

from comptoir.fulfilment.queries.shelf import picked_at
from comptoir.fulfilment.tables import Refusal
from comptoir.kit.ids import new_id
from comptoir.stock import actions as stock
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.work import Work


def write_refusal(
    work: Work, location_id: int, *, quantity: int, reason: RefusalReason, found: int | None, **line: UUID
) -> None:
    """Write down what a location said; `line` names the preparation's line (line_id) or the transfer's
    (transfer_line_id)."""
    said: dict[str, Any] = {"location_id": location_id, "quantity": quantity, "reason": reason, "found": found}
    work.add(Refusal, id=new_id(), actor=work.actor.key, at=work.acted_at, **said, **line)


async def tell_stock(
    work: Work,
    level: tuple[int, int],
    reservation_id: UUID,
    *,
    quantity: int,
    reason: RefusalReason,
    found: int,
    reference: str,
) -> None:
    """Take refused units out of their promise; `found` of the variant are on the shelf of the location."""
    # Before the count, so that no picked unit leaves between that and the change of stock.
    await stock.lock_levels(work, [level])
    location_id, variant_id = level
    picked = await picked_at(work, location_id, [variant_id])
    await stock.refuse(
        work,
        reservation_id,
        quantity=quantity,
        reason=reason,
        found=found,
        picked=picked.get(variant_id, 0),
        reference=reference,
    )
