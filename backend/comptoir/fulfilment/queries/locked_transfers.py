"""Transfers locked for a change: after their order, before stock."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import Select, select

from comptoir.fulfilment.rules import Arriving, Line, TransferState
from comptoir.fulfilment.rules.discrepancies import Kind, Reason
from comptoir.fulfilment.tables import Discrepancy, Transfer, TransferLine
from comptoir.kit.events import Event
from comptoir.wiring.work import Work

End = Literal["from", "to"]
"""The location that sends, or the one that receives."""


class LockedTransfer(msgspec.Struct):
    """A transfer whose row is locked for this work, with the number of its order if it has one."""

    id: UUID
    number: str
    order_id: UUID | None
    from_id: int
    to_id: int
    state: TransferState
    version: int
    expected_on: date | None
    order_number: str = ""

    @property
    def reference(self) -> str:
        """The transfer in the ledger of stock."""
        return f"transfer:{self.number}"

    def event(self, kind: Callable[..., Event], /, **more: Any) -> Event:
        """An event about this transfer as it is now."""
        return kind(
            transfer_id=self.id,
            order_id=self.order_id,
            from_id=self.from_id,
            to_id=self.to_id,
            version=self.version,
            **more,
        )


class LockedTransferLine(msgspec.Struct):
    """A line of a locked transfer."""

    id: UUID
    variant_id: int
    allocation_id: UUID | None
    reservation_id: UUID | None
    quantity: int
    picked: int
    refused: int
    sent: int
    counted: int
    broken: int
    received: int
    damaged: int

    @property
    def progress(self) -> Line:
        return Line(self.quantity, self.picked, self.refused)

    @property
    def arriving(self) -> Arriving:
        return Arriving(self.sent, self.received, self.damaged, self.counted, self.broken)


class Ends(msgspec.Struct, frozen=True):
    """What never changes of a transfer."""

    order_id: UUID | None
    from_id: int
    to_id: int


async def ends_of(work: Work, transfer_id: UUID) -> Ends | None:
    """Where a transfer goes from and to, and for which order; None where there is none."""
    query = select(Transfer.order_id, Transfer.from_id, Transfer.to_id).where(Transfer.id == transfer_id)
    row = (await work.execute(query)).one_or_none()
    return Ends(*row) if row else None


def locking_transfers() -> Select[*tuple[Any, ...]]:
    """A query of transfers that locks them; their orders are locked already."""
    columns = (getattr(Transfer, name) for name in LockedTransfer.__struct_fields__ if name != "order_number")
    return select(*columns).with_for_update()


async def transfer_lines(work: Work, locked: LockedTransfer) -> list[LockedTransferLine]:
    """The lines, guarded by their transfer's lock."""
    columns = (getattr(TransferLine, name) for name in LockedTransferLine.__struct_fields__)
    query = select(*columns).where(TransferLine.transfer_id == locked.id).order_by(TransferLine.id)
    return [LockedTransferLine(*row) for row in await work.execute(query)]


class LockedDiscrepancy(msgspec.Struct, frozen=True):
    """Units that differed, guarded by their transfer's lock; open where there is no reason yet."""

    id: UUID
    transfer_id: UUID
    line_id: UUID
    from_id: int
    to_id: int
    kind: Kind
    quantity: int
    opened_at: datetime
    reason: Reason | None
    variant_id: int


async def discrepancy_of(work: Work, discrepancy_id: UUID) -> LockedDiscrepancy | None:
    """Units that differed; None where there are none such. To change them, lock their transfer first, and ask again."""
    names = (name for name in LockedDiscrepancy.__struct_fields__ if name != "variant_id")
    columns = (getattr(Discrepancy, name) for name in names)
    query = select(*columns, TransferLine.variant_id).join(TransferLine, TransferLine.id == Discrepancy.line_id)
    row = (await work.execute(query.where(Discrepancy.id == discrepancy_id))).one_or_none()
    return LockedDiscrepancy(*row) if row else None
