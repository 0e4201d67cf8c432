"""The GTIN in whatever a scanner sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.catalogue.rules import check_digit, gtin_of, normalise_gtin

EAN_13, GS = "4006381333931", "\x1d"
BREAD = f"0{EAN_13}"


@pytest.mark.parametrize(
    ("scanned", "gtin"),
    [
        ("4006381333931", "04006381333931"),
        ("036000291452", "00036000291452"),
        ("96385074", "00000096385074"),
        ("14006381333938", "14006381333938"),
    ],
    ids=["EAN-13", "UPC-A", "EAN-8", "GTIN-14"],
)
def test_every_length_of_gtin_is_one_thing(scanned: str, gtin: str) -> None:
    assert gtin_of(scanned) == gtin
    assert normalise_gtin(scanned) == gtin


@pytest.mark.parametrize(
    "scanned",
    ["0036000291452", "00036000291452", "0000036000291452", "36000291452", " 036000291452\r\n", "0 36000 29145 2"],
)
def test_zeros_in_front_and_spaces_make_no_difference(scanned: str) -> None:
    assert gtin_of(scanned) == "00036000291452"


@pytest.mark.parametrize(
    ("shortened", "upc_a"),
    [
        ("04252614", "042100005264"),
        ("01234505", "012000003455"),
        ("01234531", "012300000451"),
        ("01234543", "012340000053"),
    ],
)
def test_a_upc_e_is_the_upc_a_that_it_shortens(shortened: str, upc_a: str) -> None:
    assert gtin_of(shortened) == gtin_of(upc_a) == upc_a.zfill(14)
    assert gtin_of(f"]E0{shortened}") == upc_a.zfill(14)


def test_where_a_upc_e_is_a_gtin_8_too_the_scanner_decides() -> None:
    assert gtin_of("]E001234565") == "00012345000065"
    assert gtin_of("]E401234565") == gtin_of("01234565") == "00000001234565"


def test_eight_digits_that_are_a_gtin_8_are_one() -> None:
    assert gtin_of("96385074") == "00000096385074"
    assert gtin_of("04252615") is None


def test_an_isbn_is_found_with_its_dashes() -> None:
    assert gtin_of("978-2-07-036822-8") == "09782070368228"


@pytest.mark.parametrize("prefix", ["]E0", "]E4", "]e0", "]C0", "]C1", "]d1", "]d2", "]Q1", "]Q3", "]I0", "]J1"])
def test_what_the_scanner_says_of_the_symbol_is_left_away(prefix: str) -> None:
    assert gtin_of(prefix + EAN_13) == BREAD
    assert gtin_of(f"{prefix}01{BREAD}") == BREAD
    assert gtin_of(f"{prefix}{GS}01{BREAD}{GS}10LOT") == BREAD


@pytest.mark.parametrize(
    "elements",
    [
        f"01{BREAD}",
        f"01{BREAD}17261231",
        f"01{BREAD}10LOT-7{GS}17261231",
        f"{GS}01{BREAD}10LOT{GS}",
        f"1726123101{BREAD}",
        f"172612313103001250{GS}01{BREAD}",
        f"3103001250{GS}01{BREAD}",
        f"10LOT{GS}01{BREAD}",
        f"10A01{GS}21S01{GS}11250101{GS}01{BREAD}",
        f"4121234567890128{GS}01{BREAD}",
        f"10LOT<GS>01{BREAD}",
        f"10LOT\u241d01{BREAD}",
    ],
)
def test_the_gtin_is_found_among_other_elements(elements: str) -> None:
    assert gtin_of(elements) == BREAD


@pytest.mark.parametrize("printed", [f"(01){BREAD}", f"(01) {BREAD} (17) 261231", f"(10)LOT(01){BREAD}(21)4"])
def test_elements_are_found_as_they_are_printed(printed: str) -> None:
    assert gtin_of(printed) == BREAD


@pytest.mark.parametrize(
    "link",
    [
        f"https://id.gs1.org/01/{BREAD}",
        f"https://id.gs1.org/01/{BREAD}/10/LOT?17=261231",
        f"https://shop.example/fr/gtin/{EAN_13}#top",
    ],
)
def test_a_digital_link_names_its_gtin(link: str) -> None:
    assert gtin_of(link) == BREAD


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        "BREAD",
        "CJ01082185",
        "4006381333932",  # the check digit is wrong
        "01" + "04006381333932",
        "1234567",
        "400638133393140063813339",
        f"02{BREAD}3712",  # what a pallet holds
        "00" + "340063810000000015",  # the pallet itself
        f"10LOT01{BREAD}",  # without FNC1 the lot never ends
        f"10LOT{GS}0104006381",  # cut off
        "٤٠٠٦٣٨١٣٣٣٩٣١",
        "²²²²²²²²",
        "\x00",
        "\x1d\x1d",
        "]C1",
        "(01)",
        "https://example.com/01/",
    ],
)
def test_anything_else_is_no_gtin(scanned: str) -> None:
    assert gtin_of(scanned) is None


BODIES = st.from_regex(r"[0-9]{13}", fullmatch=True)
LOTS = st.from_regex(r"[!-~]{1,20}", fullmatch=True)


@given(body=BODIES, lot=LOTS, prefix=st.sampled_from(["", "]C1", "]d2", "]Q3", GS, f"]d2{GS}"]))
def test_any_gtin_is_found_behind_any_lot(body: str, lot: str, prefix: str) -> None:
    gtin = body + check_digit(body)
    assert gtin_of(f"{prefix}10{lot}{GS}01{gtin}") == gtin
    assert gtin_of(f"{prefix}01{gtin}10{lot}") == gtin


@given(body=BODIES, place=st.integers(0, 13), wrong=st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, place: int, wrong: int) -> None:
    gtin = body + check_digit(body)
    misread = gtin[:place] + str((int(gtin[place]) + wrong) % 10) + gtin[place + 1 :]
    assert normalise_gtin(misread) is None


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    gtin = gtin_of(text)
    assert gtin is None or normalise_gtin(gtin) == gtin


def test_a_very_long_scan_is_no_trouble() -> None:
    assert gtin_of("10" * 100_000) is None
    assert gtin_of("(" * 100_000) is None
