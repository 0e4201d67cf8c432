"""The life of a preparation, as one table, and what a preparer may do to a line."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal

import msgspec

from comptoir.kit.errors import N_, Invalid, Refused

State = Literal[
    "open", "picking", "picked", "packed", "ready", "collected", "shipped", "sent", "refused", "cancelled", "expired"
]
Move = Literal[
    "take", "hand_back", "pick", "finish", "unpick", "refuse", "refuse_all", "ready", "undo_ready", "collect",
    "expire", "no_show", "decline", "cancel",
]  # fmt: skip

MOVES: dict[State, dict[Move, State]] = {
    "open": {"take": "picking", "cancel": "cancelled"},
    "picking": {
        "take": "picking",
        "hand_back": "open",
        "pick": "picking",
        "unpick": "picking",
        "refuse": "picking",
        "refuse_all": "refused",
        "finish": "picked",
        "cancel": "cancelled",
    },
    "picked": {"unpick": "picking", "ready": "ready", "cancel": "cancelled"},
    "packed": {"ready": "ready", "cancel": "cancelled"},
    "ready": {
        "undo_ready": "picked",
        "collect": "collected",
        "expire": "expired",
        "no_show": "expired",
        "decline": "cancelled",
        "cancel": "cancelled",
    },
}
"""state → move → next state. States that are not listed are the end."""

STATE_WORDS: Mapping[str, str] = {
    "open": N_("New"),
    "picking": N_("Picking"),
    "picked": N_("Picked"),
    "packed": N_("Packed"),
    "ready": N_("Ready"),
    "collected": N_("Collected"),
    "shipped": N_("Shipped"),
    "sent": N_("Sent"),
    "refused": N_("Refused"),
    "cancelled": N_("Cancelled"),
    "expired": N_("Expired"),
}
"""What people read on every screen (macros/order.html)."""

LIVE: tuple[State, ...] = ("open", "picking", "picked", "packed", "ready")


class WrongState(Refused):
    slug = "wrong-state"
    title = N_("This order has moved on meanwhile; it is now “%(state)s”. The screen shows how it stands.")
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {"state": STATE_WORDS}


class HeldByOther(Refused):
    slug = "held-by-other"
    title = N_("%(holder)s has this order. Take it over first if you want to go on with it.")


class NothingLeft(Refused):
    slug = "nothing-left-to-pick"
    title = N_("This line is complete: all of it is picked or refused.")


class TooMany(Invalid):
    slug = "too-many-units"
    title = N_("Only %(left)s of this line are left.")


class FoundTooMany(Invalid):
    slug = "found-too-many"
    title = N_("You refuse %(refused)s of %(left)s, so %(found)s on the shelf cannot be right: pick those first.")


class BinMissing(Invalid):
    slug = "bin-missing"
    title = N_("Say where the order waits: a bin or shelf number of at most 12 characters.")


class UndoOver(Refused):
    slug = "undo-over"
    title = N_("The customer has been told that the order is ready; it can no longer be undone.")


def next_state(state: State, move: Move) -> State:
    """The state after a move. Raises WrongState where the table has no such move."""
    try:
        return MOVES[state][move]
    except KeyError:
        raise WrongState(state=state) from None


class Line(msgspec.Struct, frozen=True):
    """How far a line is."""

    quantity: int
    picked: int
    refused: int

    @property
    def left(self) -> int:
        """Units that are neither picked nor refused."""
        return self.quantity - self.picked - self.refused


def check_pick(line: Line) -> None:
    """Raises NothingLeft where the line is complete."""
    if line.left < 1:
        raise NothingLeft(quantity=line.quantity)


def check_refusal(line: Line, *, quantity: int, found: int | None) -> int:
    """How many units of the line are on the shelf: `found`, or what the refusal leaves where that is not said.

    Raises TooMany or FoundTooMany where the numbers contradict the line.
    """
    if not 1 <= quantity <= line.left:
        raise TooMany(field="quantity", left=line.left)
    left = line.left - quantity
    if found is not None and not 0 <= found <= left:
        raise FoundTooMany(field="found", refused=quantity, left=line.left, found=found)
    return left if found is None else found


def check_bin(typed: str) -> str:
    """The bin as it is shown. Raises BinMissing."""
    name = " ".join(typed.split()).upper()
    if not 1 <= len(name) <= 12 or not name.isprintable():
        raise BinMissing(field="bin")
    return name


def outcome(lines: Iterable[Line]) -> Move | None:
    """What follows by itself when the last unit is picked or refused; None while units are left."""
    lines = list(lines)
    if any(line.left for line in lines):
        return None
    return "finish" if any(line.picked for line in lines) else "refuse_all"
