"""All variants of a product with what is available of each: sizes × colours, or lists where that has too many holes."""

from collections.abc import Sequence
from itertools import groupby

import msgspec

from comptoir.catalogue.queries import ProductDetails, VariantDetails, product
from comptoir.stock.queries.network import Units, units_of
from comptoir.wiring.work import Work

MOST_CELLS = 120
"""More would be no overview any more, and a page follows 200 topics at most."""

MOST_COLUMNS = 8


class Cell(msgspec.Struct, frozen=True):
    """A variant; its label says what its row does not."""

    variant_id: int
    label: str
    units: Units


class GridRow(msgspec.Struct, frozen=True):
    """What has a colour in a table, each cell with the variants of its column's size; else what has a size."""

    label: str
    cells: list[list[Cell]]


class Grid(msgspec.Struct, frozen=True):
    """A page of a product's variants; `columns` are the sizes of a table, none of a list."""

    product: ProductDetails
    columns: list[str]
    rows: list[GridRow]
    page: int
    pages: int


async def grid_of(work: Work, product_id: int, *, here: int | None, variant_id: int = 0, page: int = 0) -> Grid | None:
    """The page that is asked for, or that of a variant, or the first; None where there is no such product."""
    found = await product(work, product_id)
    if found is None:
        return None
    pages = max(1, -(-len(found.variants) // MOST_CELLS))
    page = min(page or page_of(found.variants, variant_id), pages)
    shown = found.variants[(page - 1) * MOST_CELLS : page * MOST_CELLS]
    units = await units_of(work, [each.id for each in shown], here=here)
    columns = columns_of(shown)
    rows = table(found.colours, columns, shown, units) if columns else lists(shown, units)
    return Grid(found, columns, rows, page, pages)


def page_of(variants: Sequence[VariantDetails], variant_id: int) -> int:
    """On which page a variant stands, from 1; the first where it is not among them."""
    place = next((place for place, each in enumerate(variants) if each.id == variant_id), 0)
    return place // MOST_CELLS + 1


def columns_of(variants: Sequence[VariantDetails]) -> list[str]:
    """The sizes, if a table of sizes and colours is at least half full and not too wide."""
    sizes = list(dict.fromkeys(each.size for each in variants))
    colours = {each.colour for each in variants}
    is_table = len(sizes) > 1 and len(colours) > 1 and len(sizes) <= MOST_COLUMNS
    return sizes if is_table and len(sizes) * len(colours) <= 2 * len(variants) else []


def table(
    colours: Sequence[str], columns: Sequence[str], variants: Sequence[VariantDetails], units: dict[int, Units]
) -> list[GridRow]:
    """Sizes × colours; variants that have both alike stand in one cell."""

    def cell(colour: str, size: str) -> list[Cell]:
        alike = [each for each in variants if (each.colour, each.size) == (colour, size)]
        return [Cell(each.id, each.sku if len(alike) > 1 else "", units[each.id]) for each in alike]

    rows = [GridRow(colour, [cell(colour, size) for size in columns]) for colour in colours]
    return [row for row in rows if any(row.cells)]


def lists(variants: Sequence[VariantDetails], units: dict[int, Units]) -> list[GridRow]:
    """By size; in one list, by their sizes, where there are no colours."""
    if len({each.colour for each in variants}) == 1:
        return [GridRow("", [[Cell(each.id, each.size or each.sku, units[each.id])] for each in variants])]
    by_size = groupby(variants, key=lambda each: each.size)
    return [
        GridRow(size, [[Cell(each.id, each.colour or each.sku, units[each.id])] for each in group])
        for size, group in by_size
    ]
