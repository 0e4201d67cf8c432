"""Which messages there are, when they are still true, and when to try again."""

from datetime import timedelta
from typing import Literal

from comptoir.kit.errors import N_

Kind = Literal[
    "order_placed", "ready", "reminder", "order_shipped", "later", "given_up", "cancelled", "expired", "escalated",
    "substitute",
]  # fmt: skip

SUBJECTS: dict[Kind, str] = {
    "order_placed": N_("We have your order %(number)s"),
    "ready": N_("Your order %(number)s is ready for pickup"),
    "reminder": N_("Your order %(number)s is still waiting for you"),
    "order_shipped": N_("Your order %(number)s is on its way"),
    "later": N_("Your order %(number)s takes longer"),
    "given_up": N_("Not all of your order %(number)s can be served"),
    "cancelled": N_("Your order %(number)s is cancelled"),
    "expired": N_("Your order %(number)s is no longer kept"),
    "substitute": N_("Something of your order %(number)s is missing: may it be something else?"),
    "escalated": N_("Nobody has taken order %(number)s yet"),
}

TRUE_WHILE: dict[Kind, frozenset[str]] = {
    "order_placed": frozenset({"received", "preparing", "partly_shipped"}),
    "ready": frozenset({"ready"}),
    "reminder": frozenset({"ready"}),
    "cancelled": frozenset({"cancelled"}),
    "expired": frozenset({"expired"}),
    "escalated": frozenset({"received"}),
}
"""The stages of an order in which a message still says what is so; in any other it is not sent."""

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (0.25, 1, 5, 15, 60, 240, 720))
"""How long to wait after each attempt that failed: the last one is made after most of a day."""


def is_overtaken(kind: Kind, stage: str) -> bool:
    """Whether the order went on meanwhile, so that the message would be wrong."""
    return stage not in TRUE_WHILE[kind]


def pause_after(attempts: int) -> timedelta | None:
    """When to try again after so many attempts; None gives up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
