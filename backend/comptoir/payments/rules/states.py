"""The life of a payment, as one table.

Money that moved is written down, whatever was thought before: what failed or was called off is captured after all where
the provider says so.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from comptoir.kit.errors import N_, Refused

State = Literal["pending", "authorised", "captured", "failed", "cancelled", "refunded"]
Move = Literal["authorise", "capture", "fail", "cancel", "refund"]

MOVES: Mapping[State, Mapping[Move, State]] = {
    "pending": {"authorise": "authorised", "capture": "captured", "fail": "failed", "cancel": "cancelled"},
    "authorised": {"authorise": "authorised", "capture": "captured", "fail": "failed", "cancel": "cancelled"},
    "failed": {"capture": "captured"},
    "cancelled": {"capture": "captured"},
    "captured": {"capture": "captured", "refund": "refunded"},
    "refunded": {"capture": "refunded"},
}
"""state → move → next state. A payment is `refunded` once all of it was given back."""

OPEN: frozenset[State] = frozenset({"pending", "authorised"})
"""It may still be made."""

COUNTS: frozenset[State] = frozenset({"pending", "authorised", "captured"})
"""Of what is to be paid, nobody else need pay this. What was refunded counts by what is left of it: nothing."""

STATE_WORDS: Mapping[str, str] = {
    "pending": N_("Waiting for payment"),
    "authorised": N_("Authorised"),
    "captured": N_("Paid"),
    "failed": N_("Not paid"),
    "cancelled": N_("Called off"),
    "refunded": N_("Given back"),
}


class WrongPaymentState(Refused):
    slug = "wrong-payment-state"
    title = N_("This payment can't be changed any more: “%(state)s”.")
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {"state": STATE_WORDS}


def next_state(state: State, move: Move) -> State:
    """The state after a move. Raises WrongPaymentState."""
    if move not in MOVES[state]:
        raise WrongPaymentState(state=state)
    return MOVES[state][move]


def move_to(seen: State) -> Move | None:
    """What a provider's word means as a move; None where nothing has happened yet."""
    moves: dict[State, Move] = {
        "authorised": "authorise", "captured": "capture", "failed": "fail", "cancelled": "cancel",
    }  # fmt: skip
    return moves.get(seen)
