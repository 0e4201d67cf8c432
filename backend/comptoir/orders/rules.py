"""The status of an order, derived from its slices and lines by one pure function."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

import msgspec

from comptoir.kit.money import tax_within

Status = Literal["waiting", "routed", "partly_ready", "ready", "partly_fulfilled", "fulfilled", "cancelled"]
Method = Literal["collect", "ship"]
"""How units reach the customer. Express and appointment come with their carriers."""

Wish = Literal["none", "ask", "similar"]
"""What a customer says of something else in place of what is not there: nothing, ask me first, or what is similar."""

Consent = Literal["order", "phone", "mail"]
"""How they agreed to one: when they ordered, by telephone, or by the link that they were sent."""

SliceState = Literal["routed", "moving", "ready", "fulfilled", "refused", "withdrawn", "cancelled"]
AT_WORK: tuple[SliceState, ...] = ("routed", "moving", "ready")
"""A location serves these units, or will as soon as they arrive there."""


ENDED: tuple[SliceState, ...] = ("refused", "withdrawn", "cancelled")
"""Nobody serves anything by these any more."""


class Slice(msgspec.Struct, frozen=True):
    """An allocation's state and the units it answers for."""

    state: SliceState
    quantity: int


def status(slices: Iterable[Slice], *, unplaced: int) -> Status:
    """What the whole order is, given its allocations and the units that no location serves yet."""
    live = {s.state for s in slices if s.quantity > 0 and s.state not in ENDED}
    if not live:
        return "waiting" if unplaced else "cancelled"
    complete = len(live) == 1 and not unplaced
    if "fulfilled" in live:
        return "fulfilled" if complete else "partly_fulfilled"
    if "ready" in live:
        return "ready" if complete else "partly_ready"
    return "routed"


class Priced(msgspec.Struct, frozen=True):
    """A line's price of a unit in minor units, with tax, the rate of that, and how many of its units are owed for."""

    price: int
    tax_rate: Decimal
    owed: int = 0


class Owed(msgspec.Struct, frozen=True):
    """What is given back: minor units, and the tax in them."""

    amount: int
    tax: int


def owing(line: Priced, quantity: int) -> Owed:
    """What is owed for so many more units of a line.

    Tax is rounded on all that is owed for the line, so that the parts add up to what the whole would be.
    """
    before, after = (tax_within(line.price * units, line.tax_rate) for units in (line.owed, line.owed + quantity))
    return Owed(line.price * quantity, after - before)
