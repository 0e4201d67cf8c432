"""Where an order goes, whether it can still be changed, and what can stand in for goods that are not there."""

from comptoir.sales.rules.orders import (
    AddressMissing,
    AlreadyCancelled,
    AlreadyFulfilled,
    LocationMissing,
    NoSuchLine,
    NotEnoughAnywhere,
    NowhereToGo,
    PickedAlready,
    check_cancel,
    check_change,
    check_destination,
)

__all__ = [
    "AddressMissing",
    "AlreadyCancelled",
    "AlreadyFulfilled",
    "LocationMissing",
    "NoSuchLine",
    "NotEnoughAnywhere",
    "NowhereToGo",
    "PickedAlready",
    "check_cancel",
    "check_change",
    "check_destination",
]
