"""A manifest for any printer: PDF in A4, on as many pages as it takes. Drawing has a thread."""

from collections.abc import Iterator, Sequence
from io import BytesIO

import msgspec
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from comptoir.fulfilment.ports.label_pdf import BOLD, PLAIN, write

WIDTH, HEIGHT = A4
EDGE, ROW = 15 * mm, 7 * mm
PLACES = tuple(EDGE + at * mm for at in (0, 28, 46, 92, 122, 142))
"""Where the columns begin."""
FIRST, FOLLOWING = 24, 34
"""Rows of the first page, and of each that follows it."""


class PrintedManifest(msgspec.Struct, frozen=True):
    """Texts in the reader's language: what stands at the top, the columns and their rows, and what is signed."""

    number: str
    head: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    sums: str
    signatures: Sequence[str]
    page: str
    """Like `Page %(n)s`."""


def draw_manifest(printed: PrintedManifest) -> bytes:
    """The sheet."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=1)
    canvas.setTitle(printed.number)
    for at, rows in enumerate(_pages(printed.rows), start=1):
        top = _head(canvas, printed) if at == 1 else HEIGHT - 20 * mm
        y = _table(canvas, printed, rows, top)
        if at == _count(printed.rows):
            _foot(canvas, printed, y)
        write(canvas, WIDTH - 40 * mm, 8 * mm, printed.page % {"n": at}, size=8)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _pages(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[Sequence[str]]]:
    yield rows[:FIRST]
    for at in range(FIRST, len(rows), FOLLOWING):
        yield rows[at : at + FOLLOWING]


def _count(rows: Sequence[Sequence[str]]) -> int:
    return sum(1 for _ in _pages(rows))


def _head(canvas: Canvas, printed: PrintedManifest) -> float:
    write(canvas, EDGE, HEIGHT - 22 * mm, printed.number, size=20, font=BOLD, most=WIDTH - 2 * EDGE)
    for place, line in enumerate(printed.head):
        write(canvas, EDGE, HEIGHT - (30 + 5.5 * place) * mm, line, size=10, most=WIDTH - 2 * EDGE)
    return HEIGHT - (36 + 5.5 * len(printed.head)) * mm


def _table(canvas: Canvas, printed: PrintedManifest, rows: Sequence[Sequence[str]], y: float) -> float:
    _row(canvas, printed.columns, y, BOLD)
    canvas.line(EDGE, y - 2 * mm, WIDTH - EDGE, y - 2 * mm)
    for row in rows:
        y -= ROW
        _row(canvas, row, y, PLAIN)
    return y


def _row(canvas: Canvas, cells: Sequence[str], y: float, font: str) -> None:
    ends = (*PLACES[1:], WIDTH - EDGE)
    for cell, begins, ends_at in zip(cells, PLACES, ends, strict=True):
        write(canvas, begins, y, cell, size=9, font=font, most=ends_at - begins - 2 * mm)


def _foot(canvas: Canvas, printed: PrintedManifest, y: float) -> None:
    canvas.line(EDGE, y - 4 * mm, WIDTH - EDGE, y - 4 * mm)
    write(canvas, EDGE, y - 11 * mm, printed.sums, size=11, font=BOLD, most=WIDTH - 2 * EDGE)
    for place, text in enumerate(printed.signatures):
        x = EDGE + place * 95 * mm
        canvas.line(x, 28 * mm, x + 80 * mm, 28 * mm)
        write(canvas, x, 23 * mm, text, size=9, most=80 * mm)
