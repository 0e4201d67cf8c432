"""The life of a count, as one table; what scans add up to; and how far that is from what was expected.

People count the shelf: what could be sold, in the shop and in the stock room. Units that are picked and wait for their
customers, and those that are known to be damaged, on display or blocked, are left out by who counts and added here. So
what is there = counted + picked + unsellable, as where a preparer says what was found.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar, Literal

import msgspec

from comptoir.kit.errors import N_, Refused
from comptoir.stock.rules import Extent

State = Literal["open", "review", "approved", "done", "cancelled"]
Move = Literal["count", "review", "mark", "reopen", "approve", "finish", "cancel"]
Outcome = Literal["corrected", "confirmed", "overtaken", "left"]
"""What became of a line in stock: changed, agreed, too late since something newer is known, or not counted."""

MOVES: dict[State, dict[Move, State]] = {
    "open": {"count": "open", "review": "review", "cancel": "cancelled"},
    "review": {"mark": "review", "reopen": "open", "approve": "approved", "cancel": "cancelled"},
    "approved": {"finish": "done"},
}
"""state → move → next state. States that are not listed are the end."""

STATE_WORDS: Mapping[str, str] = {
    "open": N_("Counting"),
    "review": N_("To review"),
    "approved": N_("Being entered"),
    "done": N_("Done"),
    "cancelled": N_("Cancelled"),
}
"""What people read on every screen."""


class CountMovedOn(Refused):
    slug = "count-moved-on"
    title = N_("This count has moved on meanwhile; it is now “%(state)s”. The screen shows how it stands.")
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {"state": STATE_WORDS}


def next_state(state: State, move: Move) -> State:
    """The state after a move. Raises CountMovedOn where the table has no such move."""
    try:
        return MOVES[state][move]
    except KeyError:
        raise CountMovedOn(state=state) from None


class Scan(msgspec.Struct, frozen=True):
    """Units that somebody counted, on top of those before, or all that there are (`is_total`).

    `picked` is how many of the variant were picked and waited for their customers at that moment.
    """

    quantity: int
    is_total: bool
    picked: int
    at: datetime


class Tally(msgspec.Struct, frozen=True):
    """What was counted of a variant, from the first scan that counts to the last.

    It is true as of the last. Where something was picked in between, nobody knows whether before or after it was
    counted: `is_stirred`.
    """

    counted: int
    since: datetime
    at: datetime
    picked: int
    is_stirred: bool = False


def tally(scans: Iterable[Scan]) -> Tally | None:
    """What scans add up to, the oldest first; None where there are none: nobody counted."""
    result: Tally | None = None
    for scan in scans:
        if result is None or scan.is_total:
            result = Tally(scan.quantity, scan.at, scan.at, scan.picked)
        else:
            is_stirred = result.is_stirred or scan.picked != result.picked
            # who waited for the other's scan may have begun before it, and who was offline long before
            first, latest = min(result.since, scan.at), max(result.at, scan.at)
            result = Tally(result.counted + scan.quantity, first, latest, scan.picked, is_stirred)
    return result


class Line(msgspec.Struct, frozen=True):
    """A variant in a count under review: what was counted, and what was on hand by the system at that moment.

    `counted` is None where nobody counted. `price` is in minor units.
    """

    counted: int | None
    picked: int
    on_hand: int
    unsellable: int
    price: int

    @property
    def expected(self) -> int:
        """What should have stood on the shelf."""
        return self.on_hand - self.unsellable - self.picked

    @property
    def difference(self) -> int:
        """How many units more were counted than expected; 0 where nobody counted."""
        return 0 if self.counted is None else self.counted - self.expected

    @property
    def there(self) -> int | None:
        """What is there in all, for the ledger; None where nobody counted."""
        return None if self.counted is None else self.counted + self.picked + self.unsellable

    @property
    def outcome(self) -> Outcome:
        """What entering it means for stock."""
        return "left" if self.counted is None else "corrected" if self.difference else "confirmed"

    @property
    def was_found(self) -> bool | None:
        """Whether what the system said was there; None where it said nothing is, or nobody looked."""
        return None if self.counted is None or self.expected <= 0 else self.counted >= self.expected


def decided(line: Line, *, missing_are_gone: bool) -> Line:
    """The line after what was decided about those that nobody counted: nothing, or that there are none."""
    return msgspec.structs.replace(line, counted=0) if missing_are_gone and line.counted is None else line


def extent(lines: Iterable[Line]) -> Extent:
    """How much stock the lines correct: all differences, whether more or less."""
    differences = [(abs(line.difference), line.price) for line in lines]
    return Extent(sum(units for units, _ in differences), sum(units * price for units, price in differences))
