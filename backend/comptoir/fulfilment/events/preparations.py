"""What happens to preparations. Every event names the preparation, its order, its location and its new version."""

from uuid import UUID

from comptoir.kit.events import Event


class PreparationOpened(Event, frozen=True):
    """Work arrived at a location."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class PreparationTaken(Event, frozen=True):
    """Somebody took it, or took it over from a colleague; or a machine did."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int
    staff_id: int | None = None
    machine_id: UUID | None = None


class PreparationHandedBack(Event, frozen=True):
    """Who had it gave it back to the queue."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class UnitsPicked(Event, frozen=True):
    """Units of a line are in the preparer's hands; a negative quantity puts some back."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int
    line_id: UUID
    quantity: int


class UnitsRefused(Event, frozen=True):
    """Units of a line can't be served, for `reason`."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int
    line_id: UUID
    quantity: int
    reason: str


class UnitsReplaced(Event, frozen=True):
    """Units of a line can't be served, for `reason`; something else is prepared here in their place."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int
    line_id: UUID
    quantity: int
    reason: str


class PreparationLeft(Event, frozen=True):
    """Its goods left although it had ended by then: somebody was offline. It stays as it ended."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class PreparationPicked(Event, frozen=True):
    """Every unit is picked or refused, and some are picked."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class PreparationPacked(Event, frozen=True):
    """Everything that goes out is in boxes."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class PreparationUnpacked(Event, frozen=True):
    """Packing was a mistake, put right before anything left."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class PreparationShipped(Event, frozen=True):
    """A carrier has the boxes, which go to the customer."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class PreparationSent(Event, frozen=True):
    """The boxes are on their way to the location where the goods are wanted."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class UnitsArrived(Event, frozen=True):
    """Units that another location sent for the order were put to its work here, picked."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int
    transfer_id: UUID
    quantity: int


class PreparationReady(Event, frozen=True):
    """The goods wait in a bin; the customer is told when the time for undoing is over."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class ReadyUndone(Event, frozen=True):
    """Ready was a mistake, put right before the customer was told."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class PreparationAnnounced(Event, frozen=True):
    """The time for undoing is over: the customer may be told."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class PreparationRefused(Event, frozen=True):
    """No unit could be served here."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class UnitsAdded(Event, frozen=True):
    """More units of the order are to be prepared here, with those that were."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int
    quantity: int


class UnitsWithdrawn(Event, frozen=True):
    """Units that were not picked yet were taken back from the location, for `reason`; their order has them again."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int
    quantity: int
    reason: str


class PreparationWithdrawn(Event, frozen=True):
    """Everything was taken back: there is nothing left to do here."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int
    reason: str


class PreparationCancelled(Event, frozen=True):
    """The order was cancelled; picked goods go back to their shelf."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class PreparationExpired(Event, frozen=True):
    """Nobody collected it in time; the goods go back to their shelf."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class PreparationRang(Event, frozen=True):
    """Nobody took it for a while: it rings again."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class PreparationEscalated(Event, frozen=True):
    """Nobody took it for a long while: the managers are told."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int
