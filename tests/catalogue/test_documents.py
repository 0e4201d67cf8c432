"""What a product is found by."""

from typing import Any

from comptoir.catalogue.rules.documents import MOST_LABELS, Filters, Source, Variety, document, spelled


def shirt(*varieties: tuple[str, str], price: int = 100, **facts: Any) -> Source:
    made: dict[str, Any] = {"name": "T-shirt d'été", "brand": "Lumière", "department": "Mode & été"}
    sold = [Variety(size, colour, price + n) for n, (size, colour) in enumerate(varieties)]
    return Source(product_id=1, varieties=sold, popularity=7, **made | facts)


def test_it_is_found_by_its_words_and_those_of_its_variants() -> None:
    made = document(shirt(("XL", "Bleu"), ("S", "Bleu ciel")))
    typed = {lexeme for lexeme in made.lexemes if not lexeme.startswith("=")}
    assert typed == {"t", "shirt", "tshirt", "ete", "lumiere", "mode", "xl", "s", "bleu", "ciel"}
    assert made.name == " t shirt ete"
    assert (made.sizes, made.colours) == (["S", "XL"], ["Bleu", "Bleu ciel"])
    assert (made.variants, made.price_from, made.price_to, made.popularity) == (2, 100, 101, 7)


def test_filters_ask_for_one_variant() -> None:
    found_by = set(document(shirt(("XL", "Bleu"), ("S", "Rouge"))).lexemes)
    for filters, is_found in (
        (Filters(department="Mode & été"), True),
        (Filters(department="Mode"), False),
        (Filters(size="XL"), True),
        (Filters(colour="Rouge"), True),
        (Filters(size="XL", colour="Bleu"), True),
        (Filters(size="XL", colour="Rouge"), False),
        (Filters(size="Bleu"), False),
        (Filters("", "", ""), True),
        (Filters(), True),
    ):
        assert (set(filters.lexemes) <= found_by) is is_found


def test_very_long_labels_are_found_by_as_much_as_is_kept() -> None:
    label = "x" * 5000
    made = document(shirt((label, label), department=label))
    assert set(Filters.of(label, label, label).lexemes) <= set(made.lexemes)


def test_one_that_has_nothing_to_sell_is_found_by_nothing() -> None:
    assert document(shirt()).lexemes == []


def test_of_very_many_sizes_the_first_are_offered() -> None:
    made = document(shirt(*((str(n), "") for n in range(500))))
    assert made.sizes == [str(n) for n in range(MOST_LABELS)]
    assert set(Filters(size="499").lexemes) <= set(made.lexemes)


def test_words_are_told_as_they_are_written() -> None:
    assert spelled([shirt(("XL", "Écru"))]) == {
        "shirt": "shirt",
        "ete": "été",
        "lumiere": "lumière",
        "mode": "mode",
        "ecru": "écru",
    }
