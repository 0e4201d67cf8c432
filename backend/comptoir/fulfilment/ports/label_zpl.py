"""A label for thermal printers: 4 × 6 inches at 203 dots per inch, in ZPL II.

Texts come from customers, so nothing of them may be read as a command: `^FH` lets any byte be written as _xx, and each
that means something to a printer is.
"""

import re

from comptoir.fulfilment.ports.carrier import Consignment
from comptoir.fulfilment.ports.label_text import address_lines, facts, needs, spaced

WIDTH, HEIGHT = 812, 1218
MARGIN = 40
LONGEST_TEXT = 60
WIDE = 0.6
"""Of a text's height, how wide a sign of the printers' font is: of capitals, so that nothing runs over the edge."""
MEANT = "^~_\\"
"""Command prefixes (^ and ~), the sign of ^FH itself, and what some printers read as an escape."""
BARCODE = re.compile("[0-9A-Z-]{1,30}")


def write_label(consignment: Consignment, *, carrier: str, tracking: str) -> str:
    """The label of a box."""
    fields = [
        _text(MARGIN, 40, 48, carrier),
        _text(MARGIN, 110, 64, consignment.service_name.upper()),
        _line(190),
        *_address(consignment),
        _line(690),
        _text(MARGIN, 715, 44, facts(consignment)),
        text_field(MARGIN, 775, 36, consignment.reference, most=360),
        text_field(420, 775, 36, needs(consignment), most=WIDTH - MARGIN - 420),
        _line(830),
        *barcode(MARGIN + 20, 870, 220, tracking),
        _text(MARGIN + 20, 1110, 44, spaced(tracking)),
    ]
    return document(*fields)


def document(*fields: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """A label of fields, in UTF-8."""
    return "\n".join(("^XA", "^CI28", f"^PW{width}^LL{height}^LH0,0", *fields, "^XZ")) + "\n"


def _address(consignment: Consignment) -> list[str]:
    sender = list(address_lines(consignment.sender))
    receiver = list(address_lines(consignment.receiver))
    return [
        *(_text(MARGIN, 210 + 32 * place, 28, line) for place, line in enumerate(sender)),
        *(_text(MARGIN, 400 + 54 * place, 48, line) for place, line in enumerate(receiver)),
    ]


def _line(y: int) -> str:
    return f"^FO{MARGIN},{y}^GB{WIDTH - 2 * MARGIN},3,3^FS"


def _text(x: int, y: int, height: int, text: str) -> str:
    return text_field(x, y, height, text, most=WIDTH - 2 * MARGIN)


def text_field(x: int, y: int, height: int, text: str, *, most: int) -> str:
    """A text at a place, so many dots high; smaller where it would be wider than `most`."""
    signs = min(len(text), LONGEST_TEXT) or 1
    size = min(height, int(most / (WIDE * signs)))
    return f"^FO{x},{y}^A0N,{size},{size}^FH^FD{escaped(text)}^FS"


def barcode(x: int, y: int, height: int, data: str) -> list[str]:
    """A Code 128; nothing where the data is not such that any printer and any scanner reads it alike."""
    if not BARCODE.fullmatch(data):
        return []
    return [f"^FO{x},{y}^BY3^BCN,{height},N,N,N,A^FD{data}^FS"]


def escaped(text: str) -> str:
    """A text that is nothing but text to a printer, cut where it is longer than anything one reads on a label."""
    return "".join(_escaped(sign) for sign in text[:LONGEST_TEXT])


def _escaped(sign: str) -> str:
    if not sign.isprintable():
        return " "
    return f"_{ord(sign):02X}" if sign in MEANT else sign
