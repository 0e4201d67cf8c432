"""What a filter is: a question that it answers for all locations or supplies at once.

An answer is a column of margins: what is 0 or more passes, what is below fails by so much, in the filter's `unit`.
Filters of locations answer for each location, filters of supplies for each supply: a variant at a location.
"""

from typing import ClassVar, NamedTuple

import msgspec
import numpy as np

from comptoir.routing.rules.demand import Method
from comptoir.routing.rules.network import Network
from comptoir.routing.rules.numbers import Ints, Mask
from comptoir.routing.rules.view import View


class Filter(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True,
             tag_field="filter"):  # fmt: skip
    """One question. `unit` says what its margins count; without one they are 0 for yes and −1 for no."""

    unit: ClassVar[str] = ""
    is_of_supplies: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """What it is called in policies and explanations."""
        return str(self.__struct_config__.tag)

    def concerns(self, view: View) -> bool:  # noqa: ARG002 - for those that override it
        """Whether anything could fail; where not, everything passes and nothing needs to be asked."""
        return True

    def margins(self, view: View) -> Ints:
        """By how much each location or supply passes."""
        raise NotImplementedError


class Asked(NamedTuple):
    """What the answers of standing filters depend on, besides the network."""

    method: Method
    pickup: int | None
    country: str


class Standing(Filter, frozen=True):
    """A filter whose answers are the same for many orders, so that they may be kept."""

    def margins(self, view: View) -> Ints:
        return yes_or_no(self.passes(view.network, Asked(view.method, view.pickup, view.demand.country)))

    def passes(self, network: Network, asked: Asked) -> Mask:
        """Which locations pass."""
        raise NotImplementedError


def yes_or_no(mask: Mask) -> Ints:
    """Margins of 0 for yes and −1 for no."""
    return mask.astype(np.int64) - 1
