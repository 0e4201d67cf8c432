"""Quantities of a level, and what a refusal or a handover does to them."""

from typing import Literal

import msgspec

RefusalReason = Literal["not_in_stock", "damaged", "display_only", "capacity", "closed"]


class Quantities(msgspec.Struct, frozen=True):
    """The units of one variant at one location. On hand is all that is physically there, unsellable ones included."""

    on_hand: int
    reserved: int
    unsellable: int = 0
    safety: int = 0

    @property
    def available(self) -> int:
        """What can still be promised (ATP); below zero after a feed or a count took promised stock away."""
        return self.on_hand - self.reserved - self.unsellable - self.safety

    @property
    def missing(self) -> int:
        """How many units are promised and not there."""
        return max(0, self.reserved - (self.on_hand - self.unsellable))


class Change(msgspec.Struct, frozen=True):
    """What changes in a level, and the cause that the ledger names; no cause where the ledger is not touched."""

    on_hand: int = 0
    reserved: int = 0
    unsellable: int = 0
    cause: str | None = None


def apply(quantities: Quantities, change: Change) -> Quantities:
    """The level afterwards."""
    return msgspec.structs.replace(
        quantities,
        on_hand=quantities.on_hand + change.on_hand,
        reserved=quantities.reserved + change.reserved,
        unsellable=quantities.unsellable + change.unsellable,
    )


def reserving(quantity: int) -> Change:
    """Units are promised."""
    return Change(reserved=quantity)


def releasing(quantity: int) -> Change:
    """A promise ends, and the units can be sold again."""
    return Change(reserved=-quantity)


def consuming(quantity: int) -> Change:
    """The promised units leave with the customer."""
    return Change(on_hand=-quantity, reserved=-quantity, cause="fulfilment")


def refusing(level: Quantities, *, quantity: int, reason: RefusalReason, found: int, picked: int) -> Change:
    """What the refusal of `quantity` promised units means.

    For units that are not there, on hand becomes what was `found` on the shelf, plus what is already `picked` and waits
    for its customers, plus what is known to lie there unsellable. Damaged and display pieces are there, but unsellable.
    A lack of people or a closed door says nothing about stock.
    """
    if reason == "not_in_stock":
        counted = found + picked + level.unsellable
        return Change(on_hand=counted - level.on_hand, reserved=-quantity, cause="count")
    if reason in ("damaged", "display_only"):
        return Change(reserved=-quantity, unsellable=quantity, cause="damage" if reason == "damaged" else "display")
    return releasing(quantity)
