"""What happens to orders."""

from uuid import UUID

from comptoir.kit.events import Event


class OrderPlaced(Event, frozen=True):
    """An order was accepted; its stock is reserved."""

    order_id: UUID
    version: int


class OrderChanged(Event, frozen=True):
    """Allocations or lines of an order changed, and with them perhaps its status."""

    order_id: UUID
    status: str
    version: int


class OrderLater(Event, frozen=True):
    """The customer is promised another time, later than the last; both are kept."""

    order_id: UUID
    promise_id: UUID


class OrderCancelled(Event, frozen=True):
    """An order was cancelled as a whole."""

    order_id: UUID
    version: int


class RefundOwed(Event, frozen=True):
    """Units that the customer did not get are to be given back: so much, in minor units, with tax."""

    order_id: UUID
    units: int
    amount: int


class RefundWithdrawn(Event, frozen=True):
    """The customer has units that were owed for: so much less is to be given back, in minor units, with tax."""

    order_id: UUID
    units: int
    amount: int


class SubstituteAsked(Event, frozen=True):
    """A customer is asked whether they want something else in place of units that a location can't find."""

    order_id: UUID
    preparation_id: UUID
    location_id: int
    substitution_id: UUID


class SubstituteAnswered(Event, frozen=True):
    """What came of it: `accepted`, `refused`, `expired` where they said nothing in time, or `withdrawn`.

    Who agreed when they ordered, or by telephone, is told of likewise, without having been asked by mail.
    """

    order_id: UUID
    preparation_id: UUID
    location_id: int
    substitution_id: UUID
    answer: str
