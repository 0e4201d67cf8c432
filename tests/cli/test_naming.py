"""Readable names, sizes and brands for what the data set calls things."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from comptoir.cli import naming
from comptoir.cli.completejourney import Article, read_articles

SOUP = Article(1, 2, False, "GROCERY", "SOUP", "CONDENSED SOUP", "10 OZ")


def named(kind: str, category: str) -> str:
    return naming.product_name(msgspec.structs.replace(SOUP, type=kind, category=category))


def labelled(size: str, department: str = "GROCERY") -> str:
    return naming.size_label(msgspec.structs.replace(SOUP, size=size, department=department))


@pytest.mark.parametrize(
    ("kind", "category", "name"),
    [
        ("ROLLS: CROISSANTS/BREADSTICKS", "ROLLS", "Fresh croissants"),
        ("FLUID MILK WHITE ONLY", "FLUID MILK PRODUCTS", "Fresh milk"),
        ("PREMIUM", "ICE CREAM/MILK/SHERBTS", "Premium ice cream"),
        ("PREMIUM", "BACON", "Premium bacon"),
        ("COVERGIRL", "MAKEUP AND TREATMENT", "Make-up"),
        ("WOMEN S GENERAL-MAGAZINE", "MAGAZINE", "Women's magazine"),
        ("REGIONAL-MAGAZINE", "MAGAZINE", "Regional magazine"),
        ("SEAFOOD-FRE-CATFISH", "SEAFOOD-FRESH", "Fresh seafood, catfish"),
        ("STOCKINGS/TREE SKIRTS/HATS", "CHRISTMAS  SEASONAL", "Stockings, tree skirts & hats"),
        ("ITALIAN WINES", "IMPORTED WINE", "Italian wines"),
        ("RUMS (42 UNDER PROOF)", "LIQUOR", "Rums"),
        ("", "COFFEE FILTERS", "Coffee filters"),
        ("", "", "Unlisted article"),
    ],
)
def test_a_name_reads_like_on_a_shelf(kind: str, category: str, name: str) -> None:
    assert named(kind, category) == name


@pytest.mark.parametrize(
    ("size", "label"),
    [
        ("12 OZ", "12 oz"),
        (".5 L", "0.5 l"),
        ("5.0 OZ", "5 oz"),
        ("28.30 OZ", "28.3 oz"),
        ("L     8 OZ", "8 oz"),
        ("12 PK/12 OZ", "12-pack of 12 oz"),
        ("12 OZ/12 PK", "12-pack of 12 oz"),
        ("10/6.75 OZ", "10-pack of 6.75 oz"),
        ("1/2 PT", "1/2 pt"),
        ("3/4 OZ", "3/4 oz"),
        ("15 1/4 OZ", "15 1/4 oz"),
        ("18 CT", "18 pieces"),
        ("1 CT", "1 piece"),
        ("DZ", "dozen"),
        ("1 DOZ", "dozen"),
        ("PT", "1 pt"),
        ("1 GA", "1 gal"),
        ("24 LOAD", "24 loads"),
        ("22515 32 OZ", "32 oz"),
        ("(600) 4 LB", "4 lb"),
        ("CTN", ""),
        ("", ""),
    ],
)
def test_a_size_reads_like_on_a_label(size: str, label: str) -> None:
    assert labelled(size) == label


def test_the_crate_that_fruit_came_in_is_not_its_size() -> None:
    assert labelled("40 LB", "PRODUCE") == ""
    assert labelled("5 LB", "PRODUCE") == "5 lb"
    assert labelled("40 LB", "GROCERY") == "40 lb"


def test_every_maker_has_a_brand_of_its_own_and_the_chain_its_own() -> None:
    makers = {each.manufacturer for each in read_articles().values()}
    brands = {naming.brand_name(msgspec.structs.replace(SOUP, manufacturer=maker)) for maker in makers}
    assert len(brands) == len(makers) > 6000
    assert naming.brand_name(msgspec.structs.replace(SOUP, private=True)) == naming.PRIVATE_BRAND
    assert naming.PRIVATE_BRAND not in brands


def test_every_name_written_by_hand_is_for_something_in_the_data_set() -> None:
    names = tomllib.loads(Path(naming.__file__).with_name("names.toml").read_text())
    articles = read_articles().values()
    assert (names["types"].keys() | names["vague"].keys()) - {each.type for each in articles} == set()
    assert names["nouns"].keys() - {each.category for each in articles} == set()
    assert names["types"].keys() & names["vague"].keys() == set()


def test_every_article_has_a_name_without_loose_ends() -> None:
    names = {naming.product_name(each) for each in read_articles().values()}
    assert [name for name in names if not name[:1].isupper() and not name[:1].isdigit()] == []
    assert [name for name in names if name.strip(" ,&/-") != name or "  " in name or " ," in name] == []
