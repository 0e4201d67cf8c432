"""What happens to transfers. Every event names the transfer, its order if it has one, both ends and its new version."""

from collections.abc import Iterable
from uuid import UUID

from comptoir.kit.events import Event


class BothEnds:
    """Both locations follow what happens to a transfer."""

    __slots__ = ()

    from_id: int
    to_id: int

    @property
    def location_ids(self) -> Iterable[int]:
        return self.from_id, self.to_id


class TransferCreated(BothEnds, Event, frozen=True):
    """Goods are to go from one location to another, for an order or to even out stock."""

    transfer_id: UUID
    order_id: UUID | None
    from_id: int
    to_id: int
    version: int


class TransferPicked(BothEnds, Event, frozen=True):
    """Units of a line are in a box for it; a negative quantity puts some back."""

    transfer_id: UUID
    order_id: UUID | None
    from_id: int
    to_id: int
    version: int
    line_id: UUID
    quantity: int


class TransferRefused(BothEnds, Event, frozen=True):
    """Units of a line can't be sent, for `reason`."""

    transfer_id: UUID
    order_id: UUID | None
    from_id: int
    to_id: int
    version: int
    line_id: UUID
    quantity: int
    reason: str


class TransferSent(BothEnds, Event, frozen=True):
    """The goods are on their way."""

    transfer_id: UUID
    order_id: UUID | None
    from_id: int
    to_id: int
    version: int


class TransferCounted(BothEnds, Event, frozen=True):
    """Somebody counts what arrived; `counted` units of the line are here now, `broken` of them damaged."""

    transfer_id: UUID
    order_id: UUID | None
    from_id: int
    to_id: int
    version: int
    line_id: UUID
    counted: int
    broken: int


class TransferPartlyReceived(BothEnds, Event, frozen=True):
    """What arrived so far was taken in; more is to come."""

    transfer_id: UUID
    order_id: UUID | None
    from_id: int
    to_id: int
    version: int


class TransferReceived(BothEnds, Event, frozen=True):
    """All that comes of it was taken in. Units `missing`, `extra` and `damaged` against what was sent."""

    transfer_id: UUID
    order_id: UUID | None
    from_id: int
    to_id: int
    version: int
    missing: int
    extra: int
    damaged: int


class TransferCancelled(BothEnds, Event, frozen=True):
    """It will not be sent."""

    transfer_id: UUID
    order_id: UUID | None
    from_id: int
    to_id: int
    version: int


class TransferDiscrepancyClosed(BothEnds, Event, frozen=True):
    """Somebody said what became of units that were missing, extra or damaged (`kind`) when it arrived: `reason`."""

    transfer_id: UUID
    order_id: UUID | None
    from_id: int
    to_id: int
    version: int
    discrepancy_id: UUID
    kind: str
    quantity: int
    reason: str
