"""Labels of boxes: which state follows which, and how long a carrier is asked again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar, Literal

from comptoir.kit.errors import N_, Refused

LabelState = Literal["wanted", "made", "failed", "void"]

LABEL_WORDS: Mapping[str, str] = {
    "wanted": N_("Label is being made"),
    "made": N_("Label is made"),
    "failed": N_("Label could not be made"),
    "void": N_("Label is void"),
}
"""What people read."""

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 60))
"""Before the second try, the third …; then people are told, and may try again."""


class WrongLabelState(Refused):
    slug = "wrong-label-state"
    title = N_("This is not possible now: “%(state)s”.")
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {"state": LABEL_WORDS}


def pause_before_label(attempts: int) -> timedelta | None:
    """How long to wait after so many tries failed; None where it is given up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
