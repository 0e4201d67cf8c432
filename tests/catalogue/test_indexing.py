"""Documents stay true to the catalogue."""

import asyncio

import pytest
from sqlalchemy import delete, insert, text, update

from comptoir.catalogue.actions import index_all, index_missing, index_products
from comptoir.catalogue.queries.documents import CHUNK, untrue_documents
from comptoir.catalogue.rules.words import letters, trigrams
from comptoir.catalogue.tables import Product, ProductDocument, Variant
from comptoir.cli import doctor
from comptoir.worker import TIMERS
from tests.catalogue.shelf import IDS, SHIRT, add_novelties, names, search
from tests.house import BREAD, CHEESE, House

COUNTED = """
    SELECT word, count(*) AS products FROM product_documents, unnest(tsvector_to_array(document)) AS word
    WHERE word ~ '^[[:alpha:]]{3,}$' GROUP BY word ORDER BY word
"""


async def rename(house: House, product_id: int, name: str) -> None:
    """Write a product as it must be done."""
    async with house.work() as work:
        await work.execute(update(Product).where(Product.id == product_id).values(name=name))
        assert await index_products(work, [product_id]) == 1


async def the_vocabulary_is_true(house: House) -> None:
    words = await house.rows("SELECT word, products, trigrams, letters FROM search_words ORDER BY word")
    assert [(row.word, row.products) for row in words] == [tuple(row) for row in await house.rows(COUNTED)]
    assert all((row.trigrams, row.letters) == (trigrams(row.word), letters(row.word)) for row in words)


async def test_a_product_is_found_as_it_was_renamed(shelves: House) -> None:
    await rename(shelves, BREAD, "Pain de campagne")
    assert await names(shelves, "campagne") == ["Pain de campagne"]
    assert "Country bread" not in await names(shelves, "country")
    assert (await search(shelves, "compagne")).corrected == "campagne"
    assert not await names(shelves, "countri")
    await the_vocabulary_is_true(shelves)


async def test_a_new_variant_is_found_by_its_size(shelves: House) -> None:
    row = {"product_id": BREAD, "sku": "BREAD-L", "size": "Énorme", "price": 900, "tax_rate": "0.055"}
    async with shelves.work() as work:
        await work.execute(insert(Variant).values(row))
        await index_products(work, [BREAD])
    assert await names(shelves, "enorme") == await names(shelves, "", size="Énorme") == ["Country bread"]
    await the_vocabulary_is_true(shelves)


async def test_a_product_that_is_gone_is_not_found(shelves: House) -> None:
    async with shelves.work() as work:
        await work.execute(delete(Variant).where(Variant.product_id == SHIRT))
        await work.execute(delete(Product).where(Product.id == SHIRT))
        assert await index_products(work, [SHIRT]) == 0
    assert await names(shelves, "shirt") == []


async def test_indexing_again_changes_nothing(shelves: House) -> None:
    async with shelves.work() as work:
        assert await index_all(work) == 0
    await the_vocabulary_is_true(shelves)


async def test_several_may_index_the_same_products_at_once(shelves: House) -> None:
    async def index(name: str) -> None:
        async with shelves.work() as work:
            await work.execute(update(Product).where(Product.id.in_([BREAD, CHEESE])).values(name=name))
            await index_products(work, [CHEESE, BREAD, *IDS.values()])

    await asyncio.gather(*(index(f"Brandneu number {n}") for n in range(8)))
    await the_vocabulary_is_true(shelves)
    async with shelves.work() as work:
        assert await untrue_documents(work) == []


async def test_the_worker_documents_what_somebody_forgot(shelves: House) -> None:
    assert index_missing in {timer.act for timer in TIMERS}
    await add_novelties(shelves, CHUNK + 1)
    for handled in (CHUNK, 1, 0):
        async with shelves.work() as work:
            assert await index_missing(work) == handled
    assert (await search(shelves, "novelty")).count == CHUNK + 1


@pytest.mark.parametrize(
    "forgotten",
    [
        update(Product).where(Product.id == BREAD).values(name="Baguette"),
        update(Product).where(Product.id == BREAD).values(department="Bakery"),
        update(Product).where(Product.id == BREAD).values(popularity=3),
        update(Variant).where(Variant.id == BREAD).values(size="XL"),
        update(Variant).where(Variant.id == BREAD).values(price=1),
        insert(Product).values(code="NEW", name="New", department="New"),
        delete(ProductDocument).where(ProductDocument.product_id == BREAD),
    ],
)
async def test_the_doctor_tells_what_a_search_does_not_know(house: House, forgotten: object) -> None:
    async with house.work() as work:
        assert (await doctor.search(work)).well
        await work.execute(forgotten)  # type: ignore[arg-type]
        finding = await doctor.search(work)
        assert not finding.well
        assert " 1 not known" in finding.words
        await index_products(work, await untrue_documents(work))
        assert (await doctor.search(work)).well


async def test_the_doctor_s_second_try_makes_it_known(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "get_settings", lambda: house.settings)
    async with house.work() as work:
        await work.execute(text("UPDATE products SET name = 'Baguette' WHERE id = 1"))
    assert "Search" in {finding.subject for finding in await doctor.examine() if not finding.well}
    assert "Search" not in {finding.subject for finding in await doctor.examine(again=True) if not finding.well}
    assert await names(house, "baguette") == ["Baguette"]
