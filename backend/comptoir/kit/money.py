"""Money in whole minor units (cents), so that sums are exact."""

from decimal import ROUND_HALF_UP, Decimal


def tax_within(gross: int, rate: Decimal) -> int:
    """The tax contained in a gross amount of minor units, at `rate` (0.20 is 20 %), rounded half up."""
    tax = Decimal(gross) * rate / (1 + rate)
    return int(tax.quantize(Decimal(1), rounding=ROUND_HALF_UP))
