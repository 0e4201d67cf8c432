"""What somebody did offline that does not fit what happened meanwhile: what it was, and what can be done now."""

from collections.abc import Collection, Mapping
from typing import Literal

from comptoir.kit.errors import N_

Resolution = Literal["understood", "put_back", "took_over"]
"""How it was put right: somebody took note, put goods back on their shelf, or took the work over."""

COMMAND_WORDS: Mapping[str, str] = {
    "take": N_("took the order"),
    "take_over": N_("took the order over"),
    "hand_back": N_("handed the order back"),
    "pick": N_("picked"),
    "unpick": N_("put back"),
    "refuse": N_("refused"),
    "pack": N_("packed it"),
    "unpack": N_("unpacked it"),
    "ship": N_("gave it to the carrier"),
    "send": N_("sent it"),
    "ready": N_("set it ready"),
    "undo_ready": N_("undid ready"),
    "hand_over": N_("handed it over"),
    "no_show": N_("took the goods back"),
    "cancel": N_("called it off"),
    "count": N_("counted"),
    "uncount": N_("took a counted unit back"),
    "damaged": N_("noted damage"),
    "receive": N_("took in what arrived"),
    "review": N_("ended counting"),
    "take_wave": N_("took the wave on"),
    "decline_wave": N_("did not take the wave on"),
    "undo_count": N_("took a counted unit back"),
    "cancel_count": N_("cancelled the count"),
    "put_back": N_("put goods back on their shelves"),
    "not_shelved": N_("could not put goods back"),
    "dissolve": N_("dissolved the wave"),
    "sign_out": N_("signed out"),
}
"""What people read on the card."""

ENDED = ("cancelled", "expired", "withdrawn", "refused")
AT_HAND = ("open", "picking", "picked", "packed")


def remedies(
    commands: Collection[str], *, is_entered: bool, state: str | None, is_held_by_other: bool
) -> list[Resolution]:
    """What can be done about commands of one person on one preparation (`state`, None for other things), best first."""
    if is_entered:
        return ["understood"]
    if state in ENDED and "pick" in commands:
        return ["put_back"]
    take_over: list[Resolution] = ["took_over"] if state in AT_HAND and is_held_by_other else []
    if "pick" in commands:
        return [*take_over, "put_back"]
    return [*take_over, "understood"]
