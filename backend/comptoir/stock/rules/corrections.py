"""Corrections by hand: for which reasons, of which units, and how much without a manager."""

from typing import Literal, get_args

import msgspec

from comptoir.kit.errors import N_, Invalid, NotAllowed
from comptoir.stock.rules.quantities import Unsellable

ByHand = Literal["found", "loss", "theft", "own_use", "disposal", "damage", "display", "block", "restore"]
BY_HAND: tuple[ByHand, ...] = get_args(ByHand)
"""The reasons that people choose from; what is sold or brought back is the till's to say."""


class ManagerNeeded(NotAllowed):
    slug = "manager-needed"
    title = N_("This is more than you may correct alone. A manager has to do it.")


class KindNeeded(Invalid):
    slug = "kind-needed"
    title = N_("Say which units are back on sale: damaged ones, display pieces or blocked ones.")


class Extent(msgspec.Struct, frozen=True):
    """How much is corrected, more and less alike: units, and what they sell for in minor units."""

    units: int = 0
    value: int = 0

    def is_beyond(self, limit: "Extent") -> bool:
        """Whether either is more than the limit's."""
        return self.units > limit.units or self.value > limit.value


def check_alone(extent: Extent, limit: Extent, *, is_manager: bool) -> None:
    """Raises ManagerNeeded where somebody who is none corrects more than the limit."""
    if extent.is_beyond(limit) and not is_manager:
        raise ManagerNeeded


def kind_of(reason: ByHand, kind: Unsellable | None) -> Unsellable | None:
    """Which of the units that can't be sold an adjustment is about, if it is about such. Raises KindNeeded."""
    if reason == "restore" and kind is None:
        raise KindNeeded(field="kind")
    return kind if reason in ("restore", "disposal") else None
