"""One product, one variant, with what belongs to it."""

import pytest
from sqlalchemy import insert

from comptoir.catalogue.queries import product, variant, variant_by_code
from comptoir.catalogue.tables import Gtin, Variant
from tests.catalogue.shelf import SHIRT
from tests.house import BREAD, BREAD_GTIN, House


async def test_a_product_has_its_variants_in_the_order_of_their_sizes(shelves: House) -> None:
    async with shelves.work() as work:
        shirt = await product(work, SHIRT)
    assert shirt
    assert (shirt.code, shirt.name, shirt.brand, shirt.department) == (
        f"STYLE-{SHIRT}",
        "T-shirt",
        "Maison Lumière",
        "Mode",
    )
    assert [(each.size, each.colour) for each in shirt.variants] == [
        ("", ""),
        ("S", "Bleu"),
        ("S", "Rouge"),
        ("M", "Rouge"),
        ("XL", "Bleu"),
        ("XL", "Écru"),
    ]
    assert (shirt.sizes, shirt.colours) == (["", "S", "M", "XL"], ["", "Bleu", "Écru", "Rouge"])


async def test_a_variant_has_its_product_and_all_its_barcodes(shelves: House) -> None:
    async with shelves.work() as work:
        await work.execute(insert(Gtin).values(gtin="00000096385074", variant_id=BREAD))
        bread = await variant(work, BREAD)
    assert bread
    assert (bread.sku, bread.price, bread.handling) == ("BREAD", 250, ())
    assert bread.gtins == ("00000096385074", f"0{BREAD_GTIN}")
    assert (bread.product.name, bread.product.department) == ("Country bread", "Groceries")


async def test_what_a_variant_needs_is_told(shelves: House) -> None:
    row = {"product_id": SHIRT, "sku": "COLD", "price": 1, "tax_rate": "0.2", "handling": ["cold", "fragile"]}
    async with shelves.work() as work:
        variant_id = (await work.execute(insert(Variant).values(row).returning(Variant.id))).scalar_one()
        cold = await variant(work, variant_id)
    assert cold
    assert (cold.handling, cold.gtins) == (("cold", "fragile"), ())


async def test_there_is_none_of_what_is_not_there(house: House) -> None:
    async with house.work() as work:
        assert await product(work, 4711) is None
        assert await variant(work, 4711) is None


@pytest.mark.parametrize(
    "code",
    [
        BREAD_GTIN,
        f" {BREAD_GTIN}\r",
        f"]C101{BREAD_GTIN.zfill(14)}17261231",
        f"]d201{BREAD_GTIN.zfill(14)}\x1d",
        "BREAD",
        "bread",
        "BR-EAD",
    ],
)
async def test_a_code_names_its_variant_in_any_form(house: House, code: str) -> None:
    async with house.work() as work:
        named = await variant_by_code(work, code)
    assert named
    assert (named.id, named.sku, named.name) == (BREAD, "BREAD", "Country bread")


@pytest.mark.parametrize(
    "code", ["", " ", "BREA", "BREAD\0", "\0", "\ud800", "4006381333932", "x" * 99_999, "STYLE-128"]
)
async def test_anything_else_names_none(shelves: House, code: str) -> None:
    async with shelves.work() as work:
        assert await variant_by_code(work, code) is None


async def test_of_skus_that_differ_in_case_the_very_one_is_meant(house: House) -> None:
    async with house.work() as work:
        rows = [{"product_id": BREAD, "sku": sku, "price": 1, "tax_rate": "0.2"} for sku in ("ab-1", "AB1", "Ab-1")]
        await work.execute(insert(Variant), rows)
        for sku in ("Ab-1", "AB1", "ab-1"):
            named = await variant_by_code(work, sku)
            assert named
            assert named.sku == sku
