"""What becomes of a ready preparation at the counter."""

from uuid import UUID

from comptoir.kit.events import Event


class PreparationCollected(Event, frozen=True):
    """The customer has the goods."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class UnitsHandedOver(Event, frozen=True):
    """The customer took a part; the rest waits, or goes back."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int
    quantity: int


class UnitsReturned(Event, frozen=True):
    """The customer left units of a ready order at the counter."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int
    quantity: int


class PreparationReminded(Event, frozen=True):
    """The goods wait for a few days more: the customer is to be reminded."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class HandoverCancelled(Event, frozen=True):
    """The customer did not come, or did not want the goods; they go back to their shelf."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int
    reason: str
