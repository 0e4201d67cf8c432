"""Sizes in the order that people expect."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.catalogue.rules.sizes import size_order


@pytest.mark.parametrize(
    "sizes",
    [
        ["", "XXS", "XS", "S", "S/M", "M", "L", "XL", "XXL", "3XL", "4XL"],
        ["36", "37 1/2", "38", "38⅔", "39½", "40", "100"],
        ["80B", "80C", "85A", "100A"],
        ["W30 L34", "W32 L32", "W32 L34"],
        ["50 g", "250 g", "500g", "1 kg", "1,5 kg"],
        ["4 oz", "12 oz", "1 lb", "2 lb"],
        ["25 cl", "330 ml", "1/2 l", "0.75 l", "1 L", "1.5 l"],
        ["3 mois", "18 mois", "2 ans", "10 ans"],
        ["no. 1", "no. 2", "no. 10"],
        ["S", "38", "unique"],
    ],
)
def test_sizes_stand_in_their_order(sizes: list[str]) -> None:
    shuffled = random.Random(1).sample(sizes, len(sizes))
    assert sorted(shuffled, key=size_order) == sizes


def test_a_litre_is_no_letter() -> None:
    assert sorted(["2l", "50cl"], key=size_order) == ["50cl", "2l"]


@given(st.lists(st.text(alphabet=st.characters() | st.sampled_from("0123456789/.,xsml ½"))))
def test_any_labels_can_be_sorted(sizes: list[str]) -> None:
    assert len(sorted(sizes, key=size_order)) == len(sizes)
