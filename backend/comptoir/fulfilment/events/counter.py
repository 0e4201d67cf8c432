"""What happens around the counter: who comes, and goods on their way back to their shelf."""

from uuid import UUID

from comptoir.kit.events import Event


class ProxyNamed(Event, frozen=True):
    """The customer named somebody who comes in their place, or nobody any more: for the order's work that goes on."""

    order_id: UUID
    preparation_ids: tuple[UUID, ...] = ()


class GoodsToPutBack(Event, frozen=True):
    """Picked goods of a preparation are to go back to their shelf."""

    location_id: int
    preparation_id: UUID
    units: int


class UnitsPutBack(Event, frozen=True):
    """Units are on their shelf again, or were found damaged, or not found at all (`found`)."""

    location_id: int
    put_back_id: UUID
    quantity: int
    found: str
