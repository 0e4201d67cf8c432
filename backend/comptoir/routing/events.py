"""What routing tells."""

from uuid import UUID

from comptoir.kit.events import Event


class OrderRoutedAgain(Event, frozen=True):
    """Routing gave units of an order to other locations than before."""

    order_id: UUID


class ChanceSeen(Event, frozen=True):
    """Something changed that an order waits for: somebody may be able to serve it now."""

    order_id: UUID


class NobodyElseFound(Event, frozen=True):
    """Nobody but a location that takes no orders can serve what it has of an order."""

    order_id: UUID
    location_id: int


class OrderHandedOver(Event, frozen=True):
    """Routing found nobody for something of an order: a person is to look at it."""

    order_id: UUID


class PersonNotNeeded(Event, frozen=True):
    """What a person was to look at is served by now, or not wanted any more."""

    order_id: UUID


class OrderGivenUp(Event, frozen=True):
    """What nobody could serve of an order in time will not come."""

    order_id: UUID


class OrderHeld(Event, frozen=True):
    """Somebody wants routing to leave an order alone."""

    order_id: UUID


class OrderReleased(Event, frozen=True):
    """Routing may do its work with an order again."""

    order_id: UUID


class UnitsGiven(Event, frozen=True):
    """Somebody gave units of an order to a location; `source_id` had them before, if anybody had."""

    order_id: UUID
    location_id: int
    source_id: int | None
    quantity: int


class SliceUnlocked(Event, frozen=True):
    """Units that somebody gave to a location may be given to others again."""

    order_id: UUID
    allocation_id: UUID


class PolicyChanged(Event, frozen=True):
    """A draft of the routing rules was made or changed."""

    version: int


class PolicyDeleted(Event, frozen=True):
    """A draft of the routing rules is no more."""

    version: int


class PolicyPublished(Event, frozen=True):
    """Orders follow this version from now on."""

    version: int


class CapacityCounted(Event, frozen=True):
    """What a location was given today was counted: one more, or one less."""

    location_id: int


class BoostChanged(Event, frozen=True):
    """Help for stores was opened, changed or stopped."""

    boost_id: UUID


class TrialAsked(Event, frozen=True):
    """A draft of the routing rules is to be tried on orders."""

    trial_id: UUID


class TrialWentOn(Event, frozen=True):
    """A trial came further, or ended."""

    trial_id: UUID
