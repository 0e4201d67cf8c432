"""What happens to payments. `sale_id` is what is paid for; amounts and states are read where they are needed."""

from uuid import UUID

from comptoir.kit.events import Event


class PaymentBegun(Event, frozen=True):
    """A payment was written down, before anybody outside knows of it."""

    payment_id: UUID
    sale_id: UUID
    location_id: int
    version: int


class PaymentAsked(Event, frozen=True):
    """The provider has it: a link that the customer may open, or a terminal that waits for a card."""

    payment_id: UUID
    sale_id: UUID
    location_id: int
    version: int


class PaymentDoubted(Event, frozen=True):
    """The provider is to be asked how a payment stands: it says that something happened, or it is time to look."""

    payment_id: UUID


class PaymentCalledOff(Event, frozen=True):
    """A payment is no longer wanted; whether it was made all the same, the provider says."""

    payment_id: UUID
    sale_id: UUID
    location_id: int
    version: int


class PaymentSettled(Event, frozen=True):
    """A payment came to another state."""

    payment_id: UUID
    sale_id: UUID
    location_id: int
    state: str
    version: int


class RefundBegun(Event, frozen=True):
    """Money is to be given back."""

    refund_id: UUID
    payment_id: UUID
    sale_id: UUID
    location_id: int


class RefundSettled(Event, frozen=True):
    """Money was given back, or could not be."""

    refund_id: UUID
    payment_id: UUID
    sale_id: UUID
    location_id: int
    state: str
