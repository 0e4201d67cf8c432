"""Take payments, follow what providers say of them, and give money back."""

from comptoir.payments.actions.asking import (
    call_off,
    look_due,
    note_asked,
    note_failure,
    note_seen,
    note_word,
    queue_asking,
    queue_calling_off,
    queue_looking,
)
from comptoir.payments.actions.beginning import (
    NoProvider,
    ReferenceMissing,
    ReferenceTaken,
    Sale,
    ask_at_reader,
    ask_by_link,
    pay_by_terminal,
    pay_in_cash,
)
from comptoir.payments.actions.refunding import give_back, note_refund, queue_giving_back

__all__ = [
    "NoProvider",
    "ReferenceMissing",
    "ReferenceTaken",
    "Sale",
    "ask_at_reader",
    "ask_by_link",
    "call_off",
    "give_back",
    "look_due",
    "note_asked",
    "note_failure",
    "note_refund",
    "note_seen",
    "note_word",
    "pay_by_terminal",
    "pay_in_cash",
    "queue_asking",
    "queue_calling_off",
    "queue_giving_back",
    "queue_looking",
]
