"""The life of a transfer, as one table, and what was sent against what arrived."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal

import msgspec

from comptoir.fulfilment.rules.lines import Line
from comptoir.kit.errors import N_, Invalid, Refused

TransferState = Literal["created", "sent", "received", "cancelled"]
TransferMove = Literal["pick", "send", "cancel", "count", "receive", "finish", "clear_up", "enter"]

TRANSFER_MOVES: dict[TransferState, dict[TransferMove, TransferState]] = {
    "created": {"pick": "created", "send": "sent", "cancel": "cancelled"},
    "sent": {"count": "sent", "receive": "sent", "finish": "received"},
    "received": {"clear_up": "received"},
    "cancelled": {"enter": "sent"},
}
"""state → move → next state; `receive` takes in what is counted while more is to come, `finish` says that it is all,
`clear_up` what became of units that differed, `enter` that it was sent although it had been called off."""

TRANSFER_WORDS: Mapping[str, str] = {
    "created": N_("To send"),
    "sent": N_("On its way"),
    "received": N_("Arrived"),
    "cancelled": N_("Called off"),
}


CHANNEL = "store"
"""Whose safety stock stays behind when stock is sent to another location."""


class WrongTransferState(Refused):
    slug = "wrong-transfer-state"
    title = N_("This transfer has moved on meanwhile; it is now “%(state)s”. The screen shows how it stands.")
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {"state": TRANSFER_WORDS}


class UnitsLeft(Refused):
    slug = "units-left"
    title = N_("Units that are left: %(left)s. Pick or refuse them first.")


class NothingToSend(Refused):
    slug = "nothing-to-send"
    title = N_("Nothing is picked: there is nothing to send.")


class NothingCounted(Refused):
    slug = "nothing-counted"
    title = N_("Nothing is counted yet: scan what arrived.")


class NothingToPutBack(Refused):
    slug = "nothing-to-put-back"
    title = N_("None of this line is counted that could be put back.")


class WrongDamage(Invalid):
    slug = "wrong-damage"
    title = N_("Say how many are damaged, from 0 to %(most)s.")


MOST_UNITS = 99_999


class Arriving(msgspec.Struct, frozen=True):
    """A line at its destination: what was sent, what was taken in before, and what is counted now.

    `received` and `counted` are all units that are there, `damaged` and `broken` those of them that can't be sold.
    """

    sent: int
    received: int = 0
    damaged: int = 0
    counted: int = 0
    broken: int = 0

    @property
    def expected(self) -> int:
        """Units that were sent and not taken in yet."""
        return max(0, self.sent - self.received)

    @property
    def missing(self) -> int:
        """Units that were sent and are not here, those that are counted among the ones that are."""
        return max(0, self.sent - self.received - self.counted)

    @property
    def extra(self) -> int:
        """Units that are here and nobody sent."""
        return max(0, self.received + self.counted - self.sent)


class Settlement(msgspec.Struct, frozen=True):
    """What becomes of the counted units: promised to an order, free, or damaged; its order gives back what it lacks."""

    promised: int
    free: int
    damaged: int
    given_back: int


def next_transfer_state(state: TransferState, move: TransferMove) -> TransferState:
    """The state after a move. Raises WrongTransferState where the table has no such move."""
    try:
        return TRANSFER_MOVES[state][move]
    except KeyError:
        raise WrongTransferState(state=state) from None


def check_sending(lines: Iterable[Line]) -> None:
    """Raises UnitsLeft or NothingToSend."""
    lines = list(lines)
    if left := sum(line.left for line in lines):
        raise UnitsLeft(left=left)
    if not any(line.picked for line in lines):
        raise NothingToSend


def check_damage(broken: int) -> None:
    """Raises WrongDamage."""
    if not 0 <= broken <= MOST_UNITS:
        raise WrongDamage(field="broken", most=MOST_UNITS)


def settle(line: Arriving, *, moving: int, is_last: bool) -> Settlement:
    """Take in what is counted of a line, of which `moving` units are an order's.

    The order gets sound units first. It gives back the damaged ones, and those that did not come where nothing more
    is to come; what nobody sent is the store's.
    """
    sound = line.counted - line.broken
    promised = min(sound, moving)
    unserved = moving - promised
    return Settlement(promised, sound - promised, line.broken, unserved if is_last else min(line.broken, unserved))
