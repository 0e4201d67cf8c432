"""Which orders can still be cancelled."""

from comptoir.kit.errors import N_, Refused


class AlreadyFulfilled(Refused):
    slug = "already-fulfilled"
    title = N_("Order %(number)s is already with the customer; it can be returned, not cancelled.")


class AlreadyCancelled(Refused):
    slug = "already-cancelled"
    title = N_("Order %(number)s is already cancelled.")


def check_cancel(number: str, status: str) -> None:
    """Raises AlreadyCancelled or AlreadyFulfilled."""
    if status == "cancelled":
        raise AlreadyCancelled(number=number)
    if status in ("fulfilled", "partly_fulfilled"):
        raise AlreadyFulfilled(number=number)
