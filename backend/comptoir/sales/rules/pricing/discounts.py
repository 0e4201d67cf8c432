"""What an associate takes off by hand, and whether they may."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from comptoir.kit.errors import N_, Invalid, Refused
from comptoir.kit.money import share_of
from comptoir.sales.rules.pricing.promotions import Amount, Percentage

DiscountReason = Literal["damaged", "last_piece", "price_match", "goodwill", "staff"]


class ManagerNeeded(Refused):
    """`limit` is what they may take off without, as a share."""

    status = 403
    slug = "manager-needed"
    title = N_("This takes more than %(limit)s %% off: a manager can allow it with their PIN.")


class DiscountTooLarge(Invalid):
    slug = "discount-too-large"
    title = N_("Not more can be taken off than there is to pay.")


class Discount(msgspec.Struct, frozen=True, kw_only=True):
    """Off one line, or off the whole basket (`line_id` None), after all promotions."""

    id: UUID
    line_id: UUID | None
    form: Percentage | Amount
    reason: DiscountReason
    by: str


def taken_off(form: Percentage | Amount, left: int) -> int:
    """Minor units that a discount takes off what is left to pay."""
    match form:
        case Percentage(rate):
            return share_of(left, rate)
        case Amount(off):
            return min(off, left)


def check_discount(form: Percentage | Amount, *, left: int) -> None:
    """Raises DiscountTooLarge."""
    if isinstance(form, Amount) and form.off > left:
        raise DiscountTooLarge(field="off")


def check_limit(discounts: Iterable[tuple[int, int]], *, limit: Decimal) -> None:
    """Each (minor units off by hand, what there was to pay before it) is within an associate's limit (0.1 is 10 %).

    Raises ManagerNeeded.
    """
    if any(off > share_of(before, limit) for off, before in discounts):
        raise ManagerNeeded(limit=f"{limit * 100:f}".rstrip("0").rstrip(".") if limit else "0")
