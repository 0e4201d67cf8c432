"""All variants of a product: a table of sizes and colours, lists where that has too many holes, and pages."""

import pytest

from comptoir.catalogue.queries import VariantDetails
from comptoir.stock.queries.grid import MOST_CELLS, columns_of, grid_of, lists, page_of, table
from comptoir.stock.queries.network import Units
from tests.house import BREAD, CHEESE, LYON, House


def variants(*pairs: tuple[str, str]) -> list[VariantDetails]:
    """Of these sizes and colours."""
    return [
        VariantDetails(id=n, sku=f"S{n}", size=size, colour=colour, price=1, handling=(), gtins=())
        for n, (size, colour) in enumerate(pairs, 1)
    ]


SHIRTS = variants(("S", "red"), ("S", "blue"), ("M", "red"), ("L", "blue"))


def none_of(goods: list[VariantDetails]) -> dict[int, Units]:
    return dict.fromkeys((each.id for each in goods), Units())


@pytest.mark.parametrize(
    ("goods", "columns"),
    [
        (SHIRTS, ["S", "M", "L"]),
        (variants(("S", ""), ("M", "")), []),
        (variants(("", "red"), ("", "blue")), []),
        (variants(("", ""), ("", "")), []),
        (variants(("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")), []),  # a quarter full
        (variants(*((str(n), colour) for n in range(9) for colour in "ab")), []),  # too wide
    ],
)
def test_a_table_wants_sizes_and_colours_and_few_holes(goods: list[VariantDetails], columns: list[str]) -> None:
    assert columns_of(goods) == columns


def test_a_table_has_a_row_for_each_colour_and_a_hole_where_nothing_is() -> None:
    rows = table(["blue", "red"], ["S", "M", "L"], SHIRTS, none_of(SHIRTS))
    assert [(row.label, [[cell.variant_id for cell in cells] for cells in row.cells]) for row in rows] == [
        ("blue", [[2], [], [4]]),
        ("red", [[1], [3], []]),
    ]


def test_variants_that_are_alike_are_told_apart_by_their_sku() -> None:
    goods = variants(("S", "red"), ("S", "red"), ("M", "red"), ("M", "blue"))
    (red, blue) = table(["red", "blue"], ["S", "M"], goods, none_of(goods))
    assert [cell.label for cell in red.cells[0]] == ["S1", "S2"]
    assert [cell.label for cell in blue.cells[1]] == [""]


@pytest.mark.parametrize(
    ("goods", "told"),
    [
        (variants(("S", ""), ("M", "")), [("", ["S", "M"])]),
        (variants(("", "red"), ("", "blue")), [("", ["red", "blue"])]),
        (variants(("", ""), ("", "")), [("", ["S1", "S2"])]),
        (variants(("1", "a"), ("2", "b"), ("2", "c")), [("1", ["a"]), ("2", ["b", "c"])]),
    ],
)
def test_a_list_says_what_there_is_to_say(goods: list[VariantDetails], told: list[tuple[str, list[str]]]) -> None:
    rows = lists(goods, none_of(goods))
    assert [(row.label, [cell.label for cells in row.cells for cell in cells]) for row in rows] == told


def test_a_variant_of_many_is_on_its_page() -> None:
    goods = variants(*(("", str(n)) for n in range(300)))
    assert [page_of(goods, number) for number in (1, MOST_CELLS, MOST_CELLS + 1, 300, 999)] == [1, 1, 2, 3, 1]


async def test_each_cell_says_what_is_available_here_and_everywhere(house: House) -> None:
    async with house.work() as work:
        grid = await grid_of(work, CHEESE, here=LYON)
        assert grid is not None
        assert [cell.units for row in grid.rows for cells in row.cells for cell in cells] == [Units(5, 25)]
        assert (await grid_of(work, 999, here=LYON), grid.page, grid.pages) == (None, 1, 1)
        beyond = await grid_of(work, BREAD, here=None, page=7)
        assert beyond is not None
        assert beyond.page == 1
