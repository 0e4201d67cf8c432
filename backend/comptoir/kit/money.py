"""Money in whole minor units (cents), so that sums are exact."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def tax_within(gross: int, rate: Decimal) -> int:
    """The tax contained in a gross amount of minor units, at `rate` (0.20 is 20 %), rounded half up."""
    return rounded(Decimal(gross) * rate / (1 + rate))


def share_of(amount: int, rate: Decimal) -> int:
    """So much of an amount of minor units (0.20 is 20 %), rounded half up."""
    return rounded(amount * rate)


def rounded(amount: Decimal) -> int:
    """Whole minor units, half a unit up (away from zero), as receipts are rounded."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_coins(amount: int, step: int) -> int:
    """What is paid in cash where the smallest coin is `step` minor units: the nearest such amount, half a step up."""
    return rounded(Decimal(amount) / step) * step


def shared(amount: int, weights: Sequence[int]) -> list[int]:
    """Parts of an amount in proportion to weights (none negative), which add up to it.

    By the largest remainder (Hamilton's method); of equal remainders the first gets more. No part is larger than its
    weight where the amount is not larger than all weights together. Without any weight nothing is shared.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    behind = sorted(range(len(weights)), key=lambda n: -(amount * weights[n] % whole))
    for n in behind[: amount - sum(parts)]:
        parts[n] += 1
    return parts
