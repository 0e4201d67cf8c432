"""The states of payments, and their amounts."""

from comptoir.payments.rules.amounts import (
    Cash,
    NotEnoughGiven,
    Part,
    TooMuchGivenBack,
    TooMuchPaid,
    WrongAmount,
    check_amount,
    check_back,
    in_cash,
    left_to_pay,
    paid,
)
from comptoir.payments.rules.looking import pause_after
from comptoir.payments.rules.states import (
    COUNTS,
    MOVES,
    OPEN,
    STATE_WORDS,
    Move,
    State,
    WrongPaymentState,
    move_to,
    next_state,
)

__all__ = [
    "COUNTS",
    "MOVES",
    "OPEN",
    "STATE_WORDS",
    "Cash",
    "Move",
    "NotEnoughGiven",
    "Part",
    "State",
    "TooMuchGivenBack",
    "TooMuchPaid",
    "WrongAmount",
    "WrongPaymentState",
    "check_amount",
    "check_back",
    "in_cash",
    "left_to_pay",
    "move_to",
    "next_state",
    "paid",
    "pause_after",
]
