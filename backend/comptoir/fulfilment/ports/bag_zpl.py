"""The label of a bag for thermal printers: 80 × 60 mm at 203 dots per inch."""

import msgspec

from comptoir.fulfilment.ports.label_zpl import barcode, document, text_field

WIDTH, HEIGHT, MARGIN = 639, 480, 30
INNER = WIDTH - 2 * MARGIN
SHELF = 360
"""Where the shelf begins, beside the code."""


class Bag(msgspec.Struct, frozen=True):
    """Whose bag it is, and where it waits; texts in the store's language."""

    customer: str
    code: str
    number: str
    shelf: str
    units: str


def write_bag(bag: Bag) -> str:
    """The label."""
    return document(
        text_field(MARGIN, 25, 60, bag.customer, most=INNER),
        text_field(MARGIN, 100, 70, bag.code, most=SHELF - 2 * MARGIN),
        text_field(SHELF, 100, 90, bag.shelf, most=WIDTH - SHELF - MARGIN),
        text_field(MARGIN, 200, 36, f"{bag.number}   {bag.units}", most=INNER),
        *barcode(MARGIN, 260, 120, bag.number),
        width=WIDTH,
        height=HEIGHT,
    )


def write_test(name: str) -> str:
    """What shows that a printer is the right one."""
    fields = text_field(MARGIN, 60, 60, "Comptoir", most=INNER), text_field(MARGIN, 160, 44, name, most=INNER)
    return document(*fields, width=WIDTH, height=HEIGHT)
