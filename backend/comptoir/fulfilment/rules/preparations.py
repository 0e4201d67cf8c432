"""The life of a preparation, as one table."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from comptoir.kit.errors import N_, Invalid, Refused

State = Literal[
    "open", "picking", "picked", "packed", "ready", "collected", "shipped", "sent", "refused", "withdrawn",
    "cancelled", "expired",
]  # fmt: skip
Move = Literal[
    "take", "hand_back", "pick", "finish", "unpick", "refuse", "refuse_all", "arrive", "pack", "unpack", "ship", "send",
    "ready", "undo_ready", "collect", "collect_some", "expire", "no_show", "decline", "cancel", "add", "lessen",
    "withdraw", "replace",
]  # fmt: skip
Method = Literal["collect", "ship", "transfer"]
"""What becomes of the goods: a customer collects them here, a carrier takes them, or they go to another location."""

MOVES: dict[State, dict[Move, State]] = {
    "open": {
        "take": "picking",
        "arrive": "open",
        "add": "open",
        "lessen": "open",
        "replace": "open",
        "withdraw": "withdrawn",
        "cancel": "cancelled",
    },
    "picking": {
        "take": "picking",
        "hand_back": "open",
        "pick": "picking",
        "unpick": "picking",
        "refuse": "picking",
        "refuse_all": "refused",
        "arrive": "picking",
        "add": "picking",
        "lessen": "picking",
        "replace": "picking",
        "finish": "picked",
        "withdraw": "withdrawn",
        "cancel": "cancelled",
    },
    "picked": {
        "take": "picked",
        "unpick": "picking",
        "arrive": "picked",
        "ready": "ready",
        "pack": "packed",
        "withdraw": "withdrawn",
        "cancel": "cancelled",
    },
    "packed": {"take": "packed", "unpack": "picked", "ship": "shipped", "send": "sent", "cancel": "cancelled"},
    "ready": {
        "undo_ready": "picked",
        "collect": "collected",
        "collect_some": "ready",
        "expire": "expired",
        "no_show": "expired",
        "decline": "cancelled",
        "cancel": "cancelled",
    },
}
"""state → move → next state. States that are not listed are the end."""

METHODS: dict[Move, frozenset[Method]] = {
    "arrive": frozenset({"collect"}),
    "ready": frozenset({"collect"}),
    "pack": frozenset({"ship", "transfer"}),
    "ship": frozenset({"ship"}),
    "send": frozenset({"transfer"}),
}
"""The moves that only some methods know."""

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
    "withdrawn": N_("Taken back"),
    "cancelled": N_("Cancelled"),
    "expired": N_("Expired"),
}
"""What people read on every screen (macros/order.html)."""

METHOD_WORDS: Mapping[str, str] = {"collect": N_("Pickup"), "ship": N_("Shipping"), "transfer": N_("Transfer")}

LIVE: tuple[State, ...] = ("open", "picking", "picked", "packed", "ready")


class WrongState(Refused):
    slug = "wrong-state"
    title = N_("This order has moved on meanwhile; it is now “%(state)s”. The screen shows how it stands.")
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {"state": STATE_WORDS}


class WrongMethod(WrongState):
    slug = "wrong-method"
    title = N_("This work is for “%(method)s”, so it goes on in another way. The screen shows how.")
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {"method": METHOD_WORDS}


class HeldByOther(Refused):
    slug = "held-by-other"
    title = N_("%(holder)s has this order. Take it over first if you want to go on with it.")


class BinMissing(Invalid):
    slug = "bin-missing"
    title = N_("Say where the order waits: a bin or shelf number of at most 12 characters.")


class NoShowTooEarly(Refused):
    slug = "no-show-too-early"
    title = N_("The goods wait for the customer for some days more before they count as not collected.")


class UndoOver(Refused):
    slug = "undo-over"
    title = N_("The customer has been told that the order is ready; it can no longer be undone.")


def next_state(state: State, move: Move, *, method: Method) -> State:
    """The state after a move. Raises WrongState where the table has no such move, WrongMethod where it is others'."""
    if not fits(move, method):
        raise WrongMethod(method=method)
    try:
        return MOVES[state][move]
    except KeyError:
        raise WrongState(state=state) from None


def fits(move: Move, method: Method) -> bool:
    """Whether a move is one that work of this method knows."""
    return method in METHODS.get(move, {method})


def check_bin(typed: str) -> str:
    """The bin as it is shown. Raises BinMissing."""
    name = " ".join(typed.split()).upper()
    if not 1 <= len(name) <= 12 or not name.isprintable():
        raise BinMissing(field="bin")
    return name
