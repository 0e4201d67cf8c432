"""Quantities of a level, and what happens to them: refusals, handovers, counts, adjustments."""

from typing import Literal, get_args

import msgspec

from comptoir.kit.errors import N_, Invalid

Channel = Literal["web", "store", "app", "marketplace"]
"""Through which units are sold; each may have safety stock of its own."""

CHANNELS: tuple[Channel, ...] = get_args(Channel)

RefusalReason = Literal["not_in_stock", "damaged", "display_only", "capacity", "closed"]
Unsellable = Literal["damaged", "display", "blocked"]
"""Why units that are there can't be sold: broken, shown in the shop, or kept back (a recall, a check of quality)."""

UNSELLABLE: tuple[Unsellable, ...] = get_args(Unsellable)


class Quantities(msgspec.Struct, frozen=True):
    """The units of one variant at one location. On hand is all that is physically there, unsellable ones included."""

    on_hand: int = 0
    reserved: int = 0
    damaged: int = 0
    display: int = 0
    blocked: int = 0

    @property
    def unsellable(self) -> int:
        """Units that are there and can't be sold, for whatever reason."""
        return self.damaged + self.display + self.blocked

    @property
    def free(self) -> int:
        """What nobody was promised; below zero after a feed or a count took promised stock away."""
        return self.on_hand - self.reserved - self.unsellable

    @property
    def missing(self) -> int:
        """How many units are promised and not there."""
        return max(0, -self.free)


class Change(msgspec.Struct, frozen=True):
    """What changes in a level, and the cause that the ledger names; no cause where the ledger is not touched."""

    on_hand: int = 0
    reserved: int = 0
    damaged: int = 0
    display: int = 0
    blocked: int = 0
    cause: str | None = None

    @property
    def unsellable(self) -> int:
        return self.damaged + self.display + self.blocked


FIELDS = ("on_hand", "reserved", *UNSELLABLE)


def apply(quantities: Quantities, change: Change) -> Quantities:
    """The level afterwards."""
    return Quantities(*(getattr(quantities, name) + getattr(change, name) for name in FIELDS))


def reserving(quantity: int) -> Change:
    """Units are promised."""
    return Change(reserved=quantity)


def releasing(quantity: int) -> Change:
    """A promise ends, and the units can be sold again."""
    return Change(reserved=-quantity)


def consuming(quantity: int, *, cause: str = "fulfilment") -> Change:
    """The promised units leave: with the customer, or for another location."""
    return Change(on_hand=-quantity, reserved=-quantity, cause=cause)


def leaving(quantity: int) -> Change:
    """Units leave with a customer that nobody had promised to them any more."""
    return Change(on_hand=-quantity, cause="fulfilment")


def spoiling(quantity: int) -> Change:
    """The promised units are damaged: they stay, and can't be sold."""
    return Change(reserved=-quantity, damaged=quantity, cause="damage")


def arriving(quantity: int, *, damaged: int, promised: int) -> Change:
    """Units come from another location, `damaged` ones among them; `promised` sound ones are an order's already."""
    return Change(on_hand=quantity, damaged=damaged, reserved=promised, cause="transfer_in")


def stating(level: Quantities, *, there: int, since: int, cause: str) -> Change:
    """An absolute statement: so many units were `there`, and `since` then so many more (or less, below 0) moved."""
    return Change(on_hand=there + since - level.on_hand, cause=cause)


def refusing(level: Quantities, *, quantity: int, reason: RefusalReason, found: int, picked: int) -> Change:
    """What the refusal of `quantity` promised units means.

    For units that are not there, on hand becomes what was `found` on the shelf, plus what is already `picked` and waits
    for its customers, plus what is known to lie there unsellable. Damaged and display pieces are there, but unsellable.
    A lack of people or a closed door says nothing about stock.
    """
    if reason == "not_in_stock":
        counted = found + picked + level.unsellable
        return Change(on_hand=counted - level.on_hand, reserved=-quantity, cause="count")
    if reason == "damaged":
        return Change(reserved=-quantity, damaged=quantity, cause="damage")
    if reason == "display_only":
        return Change(reserved=-quantity, display=quantity, cause="display")
    return releasing(quantity)


Adjustment = Literal[
    "found",
    "loss",
    "theft",
    "own_use",
    "disposal",
    "damage",
    "display",
    "block",
    "restore",
    "sale",
    "return",
    "transfer_in",
    "transfer_out",
]
"""Why a level is corrected, the ledger's cause. The last two: a transfer moved units that nobody counted."""

GROWING: frozenset[Adjustment] = frozenset({"found", "return", "transfer_in"})
SET_ASIDE: dict[Adjustment, Unsellable] = {"damage": "damaged", "display": "display", "block": "blocked"}


class TooFew(Invalid):
    slug = "too-few-units"
    title = N_("Only %(there)s are there for this.")


def adjusting(level: Quantities, reason: Adjustment, quantity: int, *, kind: Unsellable | None = None) -> Change:
    """What an adjustment of `quantity` (> 0) units means.

    `kind` names the unsellable units that are put back on sale (`restore`) or thrown away (`disposal`); without it a
    disposal takes units that could be sold. Units that are promised may go: that is a shortfall, not an error. Raises
    TooFew where the units are not there at all.
    """
    if reason in GROWING:
        return Change(on_hand=quantity, cause=reason)
    there = getattr(level, kind) if kind else level.on_hand - level.unsellable
    if quantity > there:
        raise TooFew(field="quantity", there=max(0, there))
    if aside := SET_ASIDE.get(reason):
        return Change(cause=reason, **{aside: quantity})
    taken = {kind: -quantity} if kind else {}
    return Change(on_hand=0 if reason == "restore" else -quantity, cause=reason, **taken)
