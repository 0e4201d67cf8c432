"""Work arrives at a location."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from comptoir.fulfilment.events import PreparationOpened
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.kit.ids import new_id, pickup_code
from comptoir.wiring.work import Work


class NewPart(msgspec.Struct, frozen=True):
    """Units of a variant to prepare, for one allocation."""

    allocation_id: UUID
    variant_id: int
    quantity: int


def open_preparation(
    work: Work, *, order_id: UUID, location_id: int, method: str, promise_at: datetime, parts: Sequence[NewPart]
) -> UUID:
    """Open the work of one location for an order, in the order's transaction. The preparation's id."""
    preparation_id = new_id()
    work.add(
        Preparation,
        id=preparation_id,
        order_id=order_id,
        location_id=location_id,
        method=method,
        state="open",
        code=pickup_code(),
        promise_at=promise_at,
        opened_at=work.now,
        rang_at=work.now,
    )
    for part in parts:
        _add_line(work, preparation_id, part)
    work.record(PreparationOpened(preparation_id=preparation_id, order_id=order_id, location_id=location_id, version=1))
    return preparation_id


def _add_line(work: Work, preparation_id: UUID, part: NewPart) -> None:
    work.add(
        PreparationLine,
        id=new_id(),
        preparation_id=preparation_id,
        allocation_id=part.allocation_id,
        variant_id=part.variant_id,
        quantity=part.quantity,
    )
