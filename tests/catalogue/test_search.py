"""Products found by what people type and scan."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some
from sqlalchemy import insert, update

from comptoir.catalogue.actions import index_all
from comptoir.catalogue.queries import departments
from comptoir.catalogue.queries.best import MOST_FOUND
from comptoir.catalogue.rules.words import fold, words
from comptoir.catalogue.tables import Product
from tests.catalogue.shelf import IDS, SHIRT, add_novelties, names, search
from tests.catalogue.test_words import misspelled
from tests.house import BREAD, BREAD_GTIN, CHEESE, House

MANY = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
PRODUCTS = some.sampled_from(sorted(IDS))
LETTERS = some.sampled_from("abcdefghijklmnopqrstuvwxyz")
PLACES = some.integers(0, 40)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("creme brulee", ["Crème brûlée"]),
        ("CRÈME BRÛLÉE", ["Crème brûlée"]),
        ("boeuf", ["Bœuf bourguignon"]),
        ("olive", ["Huile d'olive vierge"]),
        ("men's", ["Men's socks"]),
        ("tshirt", ["T-shirt"]),
        ("earl tea", ["Tea, Earl Grey"]),
        ("choc", ["Chocolate bar"]),
        ("mode rain", ["Raincoat"]),
        ("lumiere rain", ["Raincoat"]),
        ("bread 20 oz", ["White bread"]),
        ("bread 20oz", ["White bread"]),
        ("bread 20 o", ["White bread"]),
        ("shirt xl", ["T-shirt"]),
        ("shirt ecru", ["T-shirt"]),
    ],
)
async def test_a_product_is_found_by_any_of_its_words(shelves: House, typed: str, found: list[str]) -> None:
    result = await search(shelves, typed)
    assert [each.name for each in result.products] == found
    assert (result.count, result.corrected, result.variant_id) == (1, None, None)


@pytest.mark.parametrize(
    ("typed", "found", "corrected"),
    [
        ("mozarella", "Mozzarella", "mozzarella"),
        ("mozarela", "Mozzarella", "mozzarella"),
        ("choclat", "Chocolate bar", "chocolate"),
        ("chocolate baar", "Chocolate bar", "chocolate bar"),
        ("creme brulle", "Crème brûlée", "creme brûlée"),
        ("criossants", "Croissants", "croissants"),
        ("whte bred", "White bread", "white bread"),
    ],
)
async def test_typing_errors_are_corrected_and_told(shelves: House, typed: str, found: str, corrected: str) -> None:
    result = await search(shelves, typed)
    assert (result.products[0].name, result.corrected) == (found, corrected)


async def test_a_word_that_is_known_may_be_mistyped_too(shelves: House) -> None:
    assert await names(shelves, "beef") == ["Beef burger"]
    assert await names(shelves, "beef bourguignon") != []
    assert await names(shelves, "white breed") == await names(shelves, "white bread")
    assert (await names(shelves, "cat better"))[0] == "Cat litter"


@pytest.mark.parametrize("typed", ["comte wxyzwxyz", "wxyzwxyz comte", "comte raincoat", "q comte"])
async def test_one_word_too_many_is_dropped(shelves: House, typed: str) -> None:
    result = await search(shelves, typed)
    assert {each.name for each in result.products} == {"Comté cheese", "Comté affiné"}
    assert result.corrected == "comte"


async def test_numbers_are_never_corrected(shelves: House) -> None:
    assert (await search(shelves, "bread 21 oz")).corrected == "bread"
    assert await names(shelves, "21oz") == []


async def test_whole_names_come_first_then_beginnings_then_the_rest(shelves: House) -> None:
    assert await names(shelves, "white bread") == ["White bread", "White bread rolls"]
    assert await names(shelves, "bread") == ["Country bread", "Breadcrumbs", "White bread", "White bread rolls"]


async def test_of_equals_the_popular_comes_first(shelves: House) -> None:
    async with shelves.work() as work:
        await work.execute(update(Product).where(Product.name == "Croissants").values(popularity=7))
        await work.execute(update(Product).where(Product.name == "Pain aux noix").values(popularity=9))
        await index_all(work)
    assert (await names(shelves, "boulangerie"))[:3] == ["Pain aux noix", "Croissants", "White bread"]
    assert (await names(shelves, ""))[:3] == ["Pain aux noix", "Croissants", "Country bread"]


async def test_a_barcode_finds_its_variant_however_it_is_scanned(shelves: House) -> None:
    for scanned in (BREAD_GTIN, f"0{BREAD_GTIN}", f"]C101{BREAD_GTIN.zfill(14)}10LOT", f"(01){BREAD_GTIN.zfill(14)}"):
        result = await search(shelves, scanned)
        assert ([each.id for each in result.products], result.variant_id) == ([BREAD], BREAD)
        assert result.corrected is None


async def test_a_sku_goes_before_words(shelves: House) -> None:
    result = await search(shelves, "cheese")
    assert ([each.id for each in result.products], result.variant_id) == ([CHEESE], CHEESE)
    result = await search(shelves, "bread")
    assert ([each.name for each in result.products][:1], result.variant_id) == (["Country bread"], BREAD)
    assert result.count == len(result.products) == 4


@pytest.mark.parametrize("typed", ["SK-503-A", "sk-503-a", "sk503a", " SK 503 A "])
async def test_a_sku_is_found_in_any_way_of_typing_it(shelves: House, typed: str) -> None:
    result = await search(shelves, typed)
    assert [each.id for each in result.products] == [SHIRT]
    assert result.variant_id == result.products[0].variants[0].id == 503


async def test_the_beginning_of_a_sku_finds_those_that_go_on(shelves: House) -> None:
    result = await search(shelves, "sk-50")
    assert ([each.id for each in result.products], result.variant_id) == ([SHIRT], None)
    assert [each.sku for each in result.products[0].variants][:1] == ["SK-501-A"]


async def test_the_code_of_a_style_finds_it(shelves: House) -> None:
    result = await search(shelves, f"STYLE-{SHIRT}")
    assert ([each.id for each in result.products], result.variant_id) == ([SHIRT], None)


async def test_filters_leave_what_has_all_of_them_in_one_variant(shelves: House) -> None:
    assert await names(shelves, "", department="Mode", size="XL") == ["T-shirt"]
    assert await names(shelves, "shirt", size="XL", colour="Bleu") == ["T-shirt"]
    assert await names(shelves, "shirt", size="XL", colour="Rouge") == []
    assert await names(shelves, "shirt", size="XXL") == []
    assert await names(shelves, "bread", department="Mode") == ["Country bread"]  # the SKU that was typed


async def test_a_filter_that_leaves_nothing_corrects_nothing(shelves: House) -> None:
    result = await search(shelves, "brioche", department="Mode")
    assert (result.products, result.count, result.corrected) == ((), 0, None)
    assert await names(shelves, "chaussures", department="Mode") == ["Chaussures d'été"]
    assert (await search(shelves, "chausures", department="Maison")).products == ()


async def test_a_result_says_by_what_it_can_be_narrowed(shelves: House) -> None:
    choices = (await search(shelves, "shirt")).choices
    assert [(each.value, each.products) for each in choices.departments] == [("Mode", 1)]
    assert [each.value for each in choices.sizes] == ["S", "M", "XL"]
    assert [each.value for each in choices.colours] == ["Bleu", "Écru", "Rouge"]
    everything = (await search(shelves, "")).choices
    assert {each.value: each.products for each in everything.departments}["Boulangerie"] == 6
    for choice in everything.departments:
        assert (await search(shelves, "", department=choice.value)).count == choice.products


async def test_the_departments_stand_by_name(shelves: House) -> None:
    async with shelves.work() as work:
        found = await departments(work)
    assert found == ["Boucherie", "Boulangerie", "Crémerie", "Épicerie", "Groceries", "Maison", "Mode"]


async def test_a_product_found_tells_its_variants_those_that_fit_first(shelves: House) -> None:
    (shirt,) = (await search(shelves, "shirt xl ecru")).products
    assert [(each.size, each.colour) for each in shirt.variants][:2] == [("XL", "Écru"), ("XL", "Bleu")]
    assert (shirt.variant_count, shirt.price_from, shirt.price_to) == (6, 1500, 1990)
    assert (shirt.sizes, shirt.colours) == (("S", "M", "XL"), ("Bleu", "Écru", "Rouge"))
    (shirt,) = (await search(shelves, "", size="M")).products
    assert shirt.variants[0].size == "M"


async def test_what_has_no_variant_is_not_for_sale_and_not_found(shelves: House) -> None:
    async with shelves.work() as work:
        await work.execute(insert(Product).values(code="EMPTY", name="Empty promise", department="New"))
        await index_all(work)
    assert await names(shelves, "promise") == []
    assert "Empty promise" not in await names(shelves, "", most=100)


async def test_pages_follow_each_other(shelves: House) -> None:
    whole = await names(shelves, "", most=100)
    assert len(whole) == len(IDS) + 3
    pages = [await names(shelves, "", most=10, offset=offset) for offset in range(0, 50, 10)]
    assert [name for page in pages for name in page] == whole
    assert await names(shelves, "bread", most=2, offset=1) == (await names(shelves, "bread"))[1:3]
    assert (await search(shelves, "", most=1, offset=10_000)).products == ()


async def test_of_very_many_the_best_count(shelves: House) -> None:
    await add_novelties(shelves, MOST_FOUND + 5)
    async with shelves.work() as work:
        await index_all(work)
    result = await search(shelves, "novelty")
    assert (result.count, result.is_cut) == (MOST_FOUND, True)
    assert not (await search(shelves, "bread")).is_cut


@MANY
@given(product=PRODUCTS, place=PLACES)
async def test_any_product_is_found_without_one_of_its_accents(shelves: House, product: str, place: int) -> None:
    accented = [n for n, letter in enumerate(product) if fold(letter) != letter.lower()]
    assume(accented)
    at = accented[place % len(accented)]
    typed = product[:at] + fold(product[at]) + product[at + 1 :]
    assert product in await names(shelves, typed, most=100)


@MANY
@given(product=PRODUCTS, word=PLACES, length=some.integers(3, 20))
async def test_any_product_is_found_by_the_beginning_of_a_word(
    shelves: House, product: str, word: int, length: int
) -> None:
    long = [each for each in words(product) if len(each) >= 3]
    typed = long[word % len(long)][:length]
    assert product in await names(shelves, typed, most=100)


@MANY
@given(product=PRODUCTS, word=PLACES, place=PLACES, letter=LETTERS, error=some.integers(0, 3))
async def test_any_product_is_found_with_one_letter_mistyped(
    shelves: House, product: str, word: int, place: int, letter: str, error: int
) -> None:
    long = [each for each in words(product) if len(each) >= 5]
    assume(long)
    meant = long[word % len(long)]
    typed = misspelled(meant, place % len(meant), letter)[error]
    known = {each for name in IDS for each in words(name)} | {"country", "bread", "cheese", "comte", "maison"}
    assume(not any(each.startswith(typed) for each in known))
    assert product in await names(shelves, typed, most=100)


@MANY
@given(
    typed=some.text() | some.lists(some.sampled_from(sorted(IDS))).map(" ".join),
    filters=some.fixed_dictionaries({}, optional=dict.fromkeys(("department", "size", "colour"), some.text())),
    most=some.integers(-5, 1000),
    offset=some.integers(-5, 2000),
)
async def test_nothing_that_is_typed_is_an_error(
    shelves: House, typed: str, filters: dict[str, str], most: int, offset: int
) -> None:
    result = await search(shelves, typed, most=most, offset=offset, **filters)
    assert len(result.products) <= 100


@pytest.mark.parametrize(
    "typed",
    ["\0", "bread\0", "\ud800", "!&|<->():*'\\", "'; DROP TABLE products; --", "%", "_", "a" * 1_000_000, "9" * 10_000],
)
async def test_strange_texts_find_what_they_find(shelves: House, typed: str) -> None:
    result = await search(shelves, typed, department=None)
    assert {each.name for each in result.products} <= {
        "Country bread",
        "Breadcrumbs",
        "White bread",
        "White bread rolls",
    }
    assert (await search(shelves, "bread", department=typed, size=typed, colour=typed)).count <= 1


async def test_ten_thousand_words_are_as_quick_as_a_few(shelves: House) -> None:
    assert await names(shelves, "white " * 10_000) == ["White bread", "White bread rolls"]
    assert (await search(shelves, " ".join(f"w{n}x" for n in range(10_000)))).products == ()
