"""Where an order goes, and whether it can still be cancelled."""

from collections.abc import Collection

from comptoir.kit.errors import N_, Invalid, Refused


class LocationMissing(Invalid):
    slug = "location-missing"
    title = N_("Say at which location the customer collects.")


class AddressMissing(Invalid):
    slug = "address-missing"
    title = N_("Say to which address the goods are to be brought.")


class NowhereToGo(Invalid):
    slug = "nowhere-to-go"
    title = N_("Say where the customer is, or at which location they collect.")


class NotEnoughAnywhere(Refused):
    """`lines` has for each line: sku and wanted."""

    slug = "not-enough-anywhere"
    title = N_("Not everything can be served at the moment. Nothing was ordered.")


class AlreadyFulfilled(Refused):
    slug = "already-fulfilled"
    title = N_("Order %(number)s is already with the customer; it can be returned, not cancelled.")


class AlreadyCancelled(Refused):
    slug = "already-cancelled"
    title = N_("Order %(number)s is already cancelled.")


class NoSuchLine(Invalid):
    slug = "no-such-line"
    title = N_("This order has no line %(sku)s, or several: say which by its method.")


class PickedAlready(Refused):
    slug = "picked-already"
    title = N_("Of %(sku)s only %(left)s can still be changed: the rest is picked or on its way.")


def check_change(number: str, status: str) -> None:
    """Raises AlreadyCancelled or AlreadyFulfilled; what is partly with the customer may be changed for the rest."""
    if status == "cancelled":
        raise AlreadyCancelled(number=number)
    if status == "fulfilled":
        raise AlreadyFulfilled(number=number)


def check_destination(methods: Collection[str], *, location: str | None, has_address: bool) -> None:
    """Raises LocationMissing or AddressMissing."""
    if "collect" in methods and location is None:
        raise LocationMissing(field="location")
    if "ship" in methods and not has_address:
        raise AddressMissing(field="address")


def check_cancel(number: str, status: str) -> None:
    """Raises AlreadyCancelled or AlreadyFulfilled."""
    if status == "cancelled":
        raise AlreadyCancelled(number=number)
    if status in ("fulfilled", "partly_fulfilled"):
        raise AlreadyFulfilled(number=number)
