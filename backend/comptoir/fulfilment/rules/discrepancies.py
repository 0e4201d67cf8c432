"""What differs between what was sent and what arrived, and how a manager clears it up."""

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from comptoir.kit.errors import N_, Invalid, Refused
from comptoir.stock.rules import Adjustment

Kind = Literal["missing", "extra", "damaged"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Reason = Literal[
    "found_at_sender",
    "never_sent",
    "found_at_receiver",
    "lost",
    "sent_too_many",
    "miscounted",
    "kept",
    "counted",
    "damaged_on_the_way",
    "damaged_before",
    "sound",
]
"""What it was, and by that what happens to stock: see EFFECTS."""


class Effect(msgspec.Struct, frozen=True):
    """At which end a reason corrects stock, and how; neither where nothing changes there: both ends may say so."""

    end: Literal["from", "to"] | None = None
    adjustment: Adjustment | None = None


NOTHING = Effect()
EFFECTS: Mapping[str, Mapping[str, Effect]] = {
    "missing": {
        "found_at_sender": Effect("from", "found"),
        "never_sent": Effect("from", "found"),
        "found_at_receiver": Effect("to", "transfer_in"),
        "lost": NOTHING,
        "counted": NOTHING,
    },
    "extra": {
        "sent_too_many": Effect("from", "transfer_out"),
        "miscounted": Effect("to", "loss"),
        "kept": NOTHING,
        "counted": NOTHING,
    },
    "damaged": {
        "damaged_on_the_way": NOTHING,
        "damaged_before": NOTHING,
        "sound": Effect("to", "restore"),
    },
}
"""kind → reason → what it does to stock. What is missing left the sender's stock when it was sent, what is extra came
into the receiver's when it was taken in, what is damaged lies there, unsellable: so only what was otherwise is
corrected. A count of the shelf where the units are has put it right already (`counted`)."""


class WrongReason(Invalid):
    slug = "wrong-reason"
    title = N_("Choose what it was, from the reasons that there are for it.")


class ClearedUpAlready(Refused):
    slug = "cleared-up-already"
    title = N_("This discrepancy is cleared up already. The list shows how it stands.")


class LeftChanged(Refused):
    slug = "left-changed"
    title = N_("Somebody has cleared up a part of it meanwhile: %(left)s are left. The list shows how it stands.")


class TooManyCleared(Invalid):
    slug = "too-many-cleared"
    title = N_("Only %(left)s of it are to be cleared up.")


def effect_of(kind: Kind, reason: str) -> Effect:
    """What a reason does to stock. Raises WrongReason where it is none for this kind."""
    try:
        return EFFECTS[kind][reason]
    except KeyError:
        raise WrongReason(field="reason") from None


def check_clearing(*, left: int, is_open: bool, seen: int | None, quantity: int) -> None:
    """`seen` is how many were left where somebody looked. Raises ClearedUpAlready, LeftChanged, TooManyCleared."""
    if not is_open:
        raise ClearedUpAlready
    if seen is not None and seen != left:
        raise LeftChanged(left=left)
    if not 1 <= quantity <= left:
        raise TooManyCleared(field="quantity", left=left)
