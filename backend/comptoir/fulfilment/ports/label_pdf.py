"""A label for any printer: PDF in A6. Drawing takes some ten milliseconds of a processor, so it has a thread."""

import unicodedata
from functools import cache
from io import BytesIO
from typing import Any

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from comptoir.fulfilment.ports.carrier import Consignment
from comptoir.fulfilment.ports.label_text import address_lines, facts, needs, spaced

PLAIN, BOLD = "Vera", "VeraBd"
WIDTH, HEIGHT = A6
EDGE = 6 * mm
INNER = WIDTH - 2 * EDGE


def draw_label(consignment: Consignment, *, carrier: str, tracking: str) -> bytes:
    """The label of a box."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=A6, pageCompression=1)
    canvas.setTitle(tracking)
    _head(canvas, consignment, carrier)
    _addresses(canvas, consignment)
    _foot(canvas, consignment, tracking)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _head(canvas: Canvas, consignment: Consignment, carrier: str) -> None:
    write(canvas, EDGE, HEIGHT - 12 * mm, carrier, size=11, most=INNER)
    write(canvas, EDGE, HEIGHT - 20 * mm, consignment.service_name.upper(), size=16, font=BOLD, most=INNER)
    _rule(canvas, HEIGHT - 23 * mm)


def _addresses(canvas: Canvas, consignment: Consignment) -> None:
    for place, line in enumerate(address_lines(consignment.sender)):
        write(canvas, EDGE, HEIGHT - (27.5 + 3.6 * place) * mm, line, size=7.5, most=INNER)
    _rule(canvas, HEIGHT - 47 * mm)
    for place, line in enumerate(address_lines(consignment.receiver)):
        font = PLAIN if place else BOLD
        write(canvas, EDGE, HEIGHT - (54 + 6.5 * place) * mm, line, size=13, font=font, most=INNER)


def _foot(canvas: Canvas, consignment: Consignment, tracking: str) -> None:
    _rule(canvas, 57 * mm)
    write(canvas, EDGE, 50.5 * mm, facts(consignment), size=12, font=BOLD, most=INNER)
    write(canvas, EDGE, 44.5 * mm, consignment.reference, size=10, most=INNER / 2)
    write(canvas, EDGE + INNER / 2, 44.5 * mm, needs(consignment), size=10, font=BOLD, most=INNER / 2)
    _rule(canvas, 41 * mm)
    code: Any = Code128(tracking, barWidth=0.5 * mm, barHeight=20 * mm, quiet=False)
    code.drawOn(canvas, (WIDTH - code.width) / 2, 16 * mm)
    write(canvas, (WIDTH - width_of(spaced(tracking), BOLD, 12)) / 2, 9 * mm, spaced(tracking), size=12, font=BOLD)


def _rule(canvas: Canvas, y: float) -> None:
    canvas.line(EDGE, y, WIDTH - EDGE, y)


def write(
    canvas: Canvas, x: float, y: float, text: str, *, size: float, font: str = PLAIN, most: float | None = None
) -> None:
    """A line of text, made smaller where it would be wider than `most`."""
    _load_fonts()
    known = in_font(text, font)
    wide = width_of(known, font, size)
    fitting = size * min(1, most / wide) if most and wide else size
    canvas.setFont(font, fitting)
    canvas.drawString(x, y, known)


def width_of(text: str, font: str, size: float) -> float:
    """How wide a text is, in points."""
    _load_fonts()
    return pdfmetrics.stringWidth(text, font, size)


def in_font(text: str, font: str) -> str:
    """A text of signs that a font has: others lose what stands above or below them, or become a question mark.

    Every kind of space is one: those that French has before a colon are no sign to the font.
    """
    _load_fonts()
    signs = (" " if sign.isspace() else sign for sign in text)
    return "".join(_in_font(sign, font) for sign in signs if sign.isprintable())


def _in_font(sign: str, font: str) -> str:
    loaded: Any = pdfmetrics.getFont(font)
    glyphs: dict[int, int] = loaded.face.charToGlyph
    plain = unicodedata.normalize("NFKD", sign)
    return next((each for each in (sign, plain[:1]) if each and ord(each) in glyphs), "?")


@cache
def _load_fonts() -> None:
    """Those that come with reportlab; what a PDF always has knows no more than Western Europe."""
    for font in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(font, f"{font}.ttf"))  # pyright: ignore[reportUnknownMemberType]
