"""How sure it is that what the system says is really there."""

from typing import Literal

import msgspec

FADING = 0.9
"""What an observation still counts for after the next one: about the last ten make the figure."""

PRIOR, PRIOR_WEIGHT = 0.95, 4.0
"""Before anybody looked: a unit is where it should be nineteen times in twenty, as sure as after four looks."""


class Looks(msgspec.Struct, frozen=True):
    """How often what was said to be there was found, and how often missed; faded."""

    found: float = 0.0
    missed: float = 0.0


def look(before: Looks, *, found: bool) -> Looks:
    """One more observation."""
    return Looks(before.found * FADING + found, before.missed * FADING + (not found))


def probability(looks: Looks) -> float:
    """That a unit is really there, 0 to 1: the mean of a Beta distribution whose prior is the chain's experience."""
    return (looks.found + PRIOR * PRIOR_WEIGHT) / (looks.found + looks.missed + PRIOR_WEIGHT)


Doubt = Literal["none", "some", "much"]
"""How somebody should take a figure: go for it, mention that it may be wrong, or look first."""

SURE, LIKELY = 0.9, 0.7


def doubt(trust: float) -> Doubt:
    """What a probability of being there means to whoever promises a unit to a customer."""
    if trust >= SURE:
        return "none"
    return "some" if trust >= LIKELY else "much"
