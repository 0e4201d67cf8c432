"""The chain that the real data set makes, and its readable part for the demo."""

import numpy as np

from comptoir.cli.chain import DEMO_STORES, DEMO_VARIANTS, Chain, goods_sales, opening_stock, styles, whole_chain
from tests.cli.till import BREAD, COUPON, MILK, receipts, small_chain


def test_the_whole_chain_has_every_store_and_product_of_the_receipts(whole: Chain) -> None:
    assert len(whole.stores) == 457
    assert len(whole.items) == 68_509
    assert sum(one.goods for one in whole.items) == 67_576


def test_every_pair_of_a_store_and_goods_that_it_sold_has_a_level(whole: Chain) -> None:
    stock = opening_stock(whole)
    assert len(stock.store) == 626_445
    assert len(set(zip(stock.store.tolist(), stock.product.tolist(), strict=True))) == 626_445


def test_a_smaller_chain_keeps_the_busiest_stores_and_the_most_popular_variants(whole: Chain) -> None:
    small = whole_chain(stores=10, variants=100)
    assert small.stores == whole.stores[:10]
    assert small.items == whole.items[:100]


def test_fuel_and_coupons_are_known_but_never_stocked(whole: Chain) -> None:
    services = {one.article for one in whole.items if one.department == "Till services"}
    assert len(services) == 659
    assert services.isdisjoint(opening_stock(whole).product.tolist())


def test_a_store_opens_with_what_it_will_sell_over_the_year() -> None:
    sales = receipts((1, 1, MILK, 2, 2, 0), (1, 2, MILK, 3, 3, 1), (1, 2, BREAD, 1, 1, 1), (2, 3, COUPON, 1, 1, 2))
    stock = opening_stock(small_chain(sales))
    assert dict(zip(stock.product.tolist(), stock.quantity.tolist(), strict=True)) == {MILK: 5, BREAD: 1}


def test_a_few_shelves_start_short(whole: Chain) -> None:
    stock = opening_stock(whole)
    assert 0.97 < stock.quantity.sum() / goods_sales(whole).quantity.sum() < 1
    assert 0.005 < np.mean(stock.quantity == 0) < 0.012


def test_the_demo_is_small_and_every_thing_in_it_can_be_told_apart(demo: Chain) -> None:
    assert len(demo.stores) == len({store.seat.town for store in demo.stores}) == DEMO_STORES
    assert len({(one.name, one.brand, one.size) for one in demo.items}) == len(demo.items) == DEMO_VARIANTS
    assert all(one.goods and one.price for one in demo.items)
    assert {variety for style in styles(demo.items) for variety in style.varieties} == {""}


def test_varieties_of_one_size_are_numbered(whole: Chain) -> None:
    for style in styles(whole.items[:5000]):
        looks = [(one.size, variety) for one, variety in zip(style.items, style.varieties, strict=True)]
        assert len(set(looks)) == len(looks)
