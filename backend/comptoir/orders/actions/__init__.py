"""Write orders down and keep their allocations; the status follows by itself."""

from comptoir.orders import rules
from comptoir.orders.actions.changing import add_units, cancel_units, promise_again, send_elsewhere
from comptoir.orders.actions.ending import cancel, close, give_up
from comptoir.orders.actions.numbering import Serials, forget_serials, next_number
from comptoir.orders.actions.placing import (
    NewLine,
    NewOrder,
    NewSlice,
    place,
    place_again,
    status_of,
    waiting_units,
)
from comptoir.orders.actions.refunding import owe, owe_no_more
from comptoir.orders.actions.slices import divide_slice, give_back, lock_slices, mark_slices, move_slice
from comptoir.orders.actions.status import LockedOrder, lock, lock_all, refresh
from comptoir.orders.actions.substituting import (
    Added,
    Agreed,
    Question,
    Replacing,
    add_substitute,
    ask,
    drop_replaced,
    note_accepted,
    note_agreed,
    note_unanswered,
    settle_questions,
)

__all__ = [
    "Added",
    "Agreed",
    "LockedOrder",
    "NewLine",
    "NewOrder",
    "NewSlice",
    "Question",
    "Replacing",
    "Serials",
    "add_substitute",
    "add_units",
    "ask",
    "cancel",
    "cancel_units",
    "close",
    "divide_slice",
    "drop_replaced",
    "forget_serials",
    "give_back",
    "give_up",
    "lock",
    "lock_all",
    "lock_slices",
    "mark_slices",
    "move_slice",
    "next_number",
    "note_accepted",
    "note_agreed",
    "note_unanswered",
    "owe",
    "owe_no_more",
    "place",
    "place_again",
    "promise_again",
    "refresh",
    "rules",
    "send_elsewhere",
    "settle_questions",
    "status_of",
    "waiting_units",
]
