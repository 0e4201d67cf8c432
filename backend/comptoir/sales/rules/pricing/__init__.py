"""What a basket costs, by the chain's prices, promotions and taxes, and what is taken off by hand."""

from comptoir.sales.rules.pricing.bill import Bill, BillLine, Reduction, TaxPart, bill, paid_for
from comptoir.sales.rules.pricing.discounts import (
    Discount,
    DiscountReason,
    DiscountTooLarge,
    ManagerNeeded,
    check_discount,
    check_limit,
)
from comptoir.sales.rules.pricing.items import Item
from comptoir.sales.rules.pricing.promotions import Amount, Bundle, Form, Percentage, Promotion, Scope, is_on

__all__ = [
    "Amount",
    "Bill",
    "BillLine",
    "Bundle",
    "Discount",
    "DiscountReason",
    "DiscountTooLarge",
    "Form",
    "Item",
    "ManagerNeeded",
    "Percentage",
    "Promotion",
    "Reduction",
    "Scope",
    "TaxPart",
    "bill",
    "check_discount",
    "check_limit",
    "is_on",
    "paid_for",
]
