"""The rows of preparations and transfers, as they begin."""

from datetime import datetime
from typing import Any
from uuid import UUID

from comptoir.fulfilment.events import PreparationOpened, TransferCreated
from comptoir.fulfilment.rules import Method, State
from comptoir.fulfilment.tables import Preparation, PreparationLine, Transfer, TransferLine
from comptoir.kit.ids import new_id, pickup_code
from comptoir.wiring.work import Work


def write_preparation(
    work: Work,
    *,
    order_id: UUID,
    location_id: int,
    method: Method,
    promise_at: datetime,
    state: State = "open",
    destination_id: int | None = None,
) -> UUID:
    """A preparation without lines. Its id."""
    preparation_id = new_id()
    work.add(
        Preparation,
        id=preparation_id,
        order_id=order_id,
        location_id=location_id,
        method=method,
        destination_id=destination_id,
        state=state,
        code=pickup_code(),
        promise_at=promise_at,
        opened_at=work.now,
        rang_at=work.now,
    )
    work.record(PreparationOpened(preparation_id=preparation_id, order_id=order_id, location_id=location_id, version=1))
    return preparation_id


def write_line(
    work: Work, preparation_id: UUID, *, allocation_id: UUID, variant_id: int, quantity: int, **more: Any
) -> UUID:
    """Units of a preparation, for one allocation. The line's id."""
    line_id = new_id()
    work.add(
        PreparationLine,
        id=line_id,
        preparation_id=preparation_id,
        allocation_id=allocation_id,
        variant_id=variant_id,
        quantity=quantity,
        **more,
    )
    return line_id


def write_transfer(work: Work, *, number: str, from_id: int, to_id: int, **of: UUID) -> UUID:
    """A transfer without lines; `of` names its order (order_id) and preparation (preparation_id). Its id."""
    transfer_id = new_id()
    ends = {"from_id": from_id, "to_id": to_id}
    made = {"made_by": work.actor.key, "made_at": work.now}
    work.add(Transfer, id=transfer_id, number=number, state="created", **ends, **made, **of)
    work.record(TransferCreated(transfer_id=transfer_id, order_id=of.get("order_id"), version=1, **ends))
    return transfer_id


def write_transfer_line(work: Work, transfer_id: UUID, variant_id: int, quantity: int, **of: UUID) -> None:
    """Units that a transfer wants; `of` names their allocation (allocation_id) or reservation (reservation_id)."""
    work.add(TransferLine, id=new_id(), transfer_id=transfer_id, variant_id=variant_id, quantity=quantity, **of)
