"""The life of a webhook, as one table."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from comptoir.kit.errors import N_, Refused

State = Literal["active", "paused", "disabled", "removed"]
Move = Literal["pause", "resume", "disable", "remove"]

MOVES: dict[State, dict[Move, State]] = {
    "active": {"pause": "paused", "disable": "disabled", "remove": "removed"},
    "paused": {"resume": "active", "remove": "removed"},
    "disabled": {"resume": "active", "remove": "removed"},
}
"""state → move → next state. Disabled is what we do, after an answer of 410 or five days of failures; a removed one is
there only until what it was told is forgotten."""

STATE_WORDS: Mapping[str, str] = {
    "active": N_("Running"),
    "paused": N_("Paused"),
    "disabled": N_("Disabled"),
    "removed": N_("Removed"),
}
"""What people read."""


class WrongWebhookState(Refused):
    slug = "wrong-webhook-state"
    title = N_("This is not possible now: the webhook is “%(state)s”.")
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {"state": STATE_WORDS}


def next_state(state: State, move: Move) -> State:
    """The state after a move. Raises WrongWebhookState where the table has no such move."""
    try:
        return MOVES[state][move]
    except KeyError:
        raise WrongWebhookState(state=state) from None
