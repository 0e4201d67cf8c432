"""From an article of the data set to a variant that can be sold."""

from decimal import Decimal

import pytest

from comptoir.catalogue.rules import normalise_gtin
from comptoir.cli.chain import Chain
from comptoir.cli.completejourney import Article
from comptoir.cli.goods import IN_STORE_PREFIX, item


def article(department: str, category: str = "") -> Article:
    return Article(1029743, 2, True, department, category, "ANY", "1 GA")


@pytest.mark.parametrize(
    ("department", "category", "shown", "tax", "handling"),
    [
        ("GROCERY", "FLUID MILK PRODUCTS", "Dairy & eggs", "0.055", ["cold"]),
        ("GROCERY", "EGGS", "Dairy & eggs", "0.055", ["cold", "fragile"]),
        ("GROCERY", "SOUP", "Grocery", "0.055", []),
        ("GROCERY", "BEERS/ALES", "Wine, beer & spirits", "0.2", ["fragile"]),
        ("GROCERY", "CAT LITTER", "Pets", "0.2", ["oversize"]),
        ("DRUG GM", "ANALGESICS", "Health & hygiene", "0.2", []),
        ("MEAT", "BEEF", "Meat & poultry", "0.055", ["cold"]),
    ],
)
def test_the_category_tells_department_tax_and_handling(
    department: str, category: str, shown: str, tax: str, handling: list[str]
) -> None:
    made = item(article(department, category), 269)
    assert (made.department, made.tax_rate, made.handling) == (shown, Decimal(tax), handling)
    assert made.goods


@pytest.mark.parametrize(
    ("department", "category"),
    [
        ("FUEL", "FUEL"),
        ("COUPON", "COUPONS/STORE & MFG"),
        ("DRUG GM", "TICKETS"),
        ("GROCERY", "BOTTLE DEPOSITS"),
        ("", ""),
    ],
)
def test_what_a_till_records_besides_goods_is_no_goods(department: str, category: str) -> None:
    assert not item(article(department, category), 269).goods


def test_what_nobody_paid_for_is_no_goods() -> None:
    assert not item(article("GROCERY", "SOUP"), None).goods


def test_a_barcode_is_valid_and_lies_in_the_range_for_use_in_one_s_own_shops() -> None:
    made = item(article("GROCERY", "SOUP"), 269)
    assert normalise_gtin(made.gtin[1:]) == made.gtin
    assert made.gtin[1:3] == IN_STORE_PREFIX


def test_no_two_variants_share_a_number_or_a_barcode(whole: Chain) -> None:
    assert len({one.sku for one in whole.items}) == len({one.gtin for one in whole.items}) == len(whole.items)
