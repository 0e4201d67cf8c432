"""The types of messages, and which events are told as which."""

from collections.abc import Collection, Mapping
from typing import Literal, get_args

from comptoir.fulfilment.events import (
    HandoverCancelled,
    LabelMade,
    PreparationAnnounced,
    PreparationCancelled,
    PreparationCollected,
    PreparationExpired,
    PreparationLeft,
    PreparationOpened,
    PreparationPacked,
    PreparationPicked,
    PreparationRefused,
    PreparationSent,
    PreparationShipped,
    PreparationTaken,
    PreparationWithdrawn,
    TransferCancelled,
    TransferCreated,
    TransferDiscrepancyClosed,
    TransferPartlyReceived,
    TransferReceived,
    TransferSent,
    UnitsAdded,
    UnitsArrived,
    UnitsHandedOver,
    UnitsReplaced,
    UnitsWithdrawn,
)
from comptoir.identity.rules import Right
from comptoir.kit.events import Event
from comptoir.orders.events import (
    OrderCancelled,
    OrderChanged,
    OrderPlaced,
    RefundOwed,
    RefundWithdrawn,
    SubstituteAnswered,
    SubstituteAsked,
)
from comptoir.stock.events import LevelsChanged, LevelsFed, SafetyChanged

Type = Literal[
    "availability.changed",
    "order.placed",
    "order.changed",
    "order.cancelled",
    "order.refund_owed",
    "order.substitute_asked",
    "order.substitute_answered",
    "preparation.opened",
    "preparation.changed",
    "preparation.taken",
    "preparation.picked",
    "preparation.packed",
    "preparation.ready",
    "preparation.collected",
    "preparation.partly_collected",
    "preparation.sent",
    "preparation.refused",
    "preparation.withdrawn",
    "preparation.expired",
    "preparation.cancelled",
    "preparation.left",
    "parcel.labelled",
    "parcel.shipped",
    "transfer.created",
    "transfer.sent",
    "transfer.received",
    "transfer.discrepancy_closed",
    "transfer.cancelled",
]
TYPES: tuple[Type, ...] = get_args(Type)
AVAILABILITY: Type = "availability.changed"
PING = "ping"
"""The type of a test."""

TOLD: Mapping[type[Event], Type] = {
    LevelsChanged: AVAILABILITY,
    LevelsFed: AVAILABILITY,
    SafetyChanged: AVAILABILITY,
    OrderPlaced: "order.placed",
    OrderChanged: "order.changed",
    OrderCancelled: "order.cancelled",
    RefundOwed: "order.refund_owed",
    RefundWithdrawn: "order.refund_owed",
    SubstituteAsked: "order.substitute_asked",
    SubstituteAnswered: "order.substitute_answered",
    PreparationOpened: "preparation.opened",
    UnitsAdded: "preparation.changed",
    UnitsReplaced: "preparation.changed",
    UnitsWithdrawn: "preparation.changed",
    UnitsArrived: "preparation.changed",
    PreparationTaken: "preparation.taken",
    PreparationPicked: "preparation.picked",
    PreparationPacked: "preparation.packed",
    PreparationAnnounced: "preparation.ready",
    PreparationCollected: "preparation.collected",
    UnitsHandedOver: "preparation.partly_collected",
    PreparationSent: "preparation.sent",
    PreparationRefused: "preparation.refused",
    PreparationWithdrawn: "preparation.withdrawn",
    PreparationExpired: "preparation.expired",
    PreparationCancelled: "preparation.cancelled",
    PreparationLeft: "preparation.left",
    LabelMade: "parcel.labelled",
    PreparationShipped: "parcel.shipped",
    TransferCreated: "transfer.created",
    TransferSent: "transfer.sent",
    TransferPartlyReceived: "transfer.received",
    TransferReceived: "transfer.received",
    TransferDiscrepancyClosed: "transfer.discrepancy_closed",
    TransferCancelled: "transfer.cancelled",
}
"""What is told of each event. Ready is told when the time for undoing it is over, so that who hears it may tell the
customer; the order has the status `ready` at once."""


def type_of(event: Event) -> Type | None:
    """As what an event is told; None where nobody is told of it."""
    if isinstance(event, HandoverCancelled):
        return "preparation.expired" if event.reason == "no_show" else "preparation.cancelled"
    return TOLD.get(type(event))


def names_of(types: Collection[str]) -> frozenset[str]:
    """The names of the events that may be told as one of these types."""
    names = {event.name() for event, told_as in TOLD.items() if told_as in types}
    if {"preparation.expired", "preparation.cancelled"} & set(types):
        names.add(HandoverCancelled.name())
    return frozenset(names)


def rights_for(types: Collection[str]) -> frozenset[Right]:
    """What somebody must be allowed to read to be told of these."""
    return frozenset(Right.READ_STOCK if each == AVAILABILITY else Right.READ_ORDERS for each in types)


def is_work(told_as: str) -> bool:
    """Whether it is about the work of a location."""
    return told_as.startswith(("preparation.", "parcel.", "transfer."))


def is_about(event: Event, locations: Collection[int]) -> bool:
    """Whether an event is about one of these locations, or about any where there are none."""
    ends = (getattr(event, name, None) for name in ("location_id", "from_id", "to_id"))
    return not locations or any(end in locations for end in ends)
