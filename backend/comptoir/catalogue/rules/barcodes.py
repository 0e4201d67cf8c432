"""Barcodes in one form, whatever the scanner sends: the digits alone, or GS1 elements with more than the GTIN."""

import re

FNC1, FNC1_WRITTEN = "\x1d", "<GS>"
"""Ends an element whose length is not fixed; scanners send the group separator for it, or write its name."""

GTIN = "01"
"""The application identifier of the GTIN of what is in hand; 02 is that of what a pallet holds."""

FIXED_LENGTHS = (
    {"00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "20": 4, "41": 16}
    | dict.fromkeys(map(str, range(11, 20)), 8)
    | dict.fromkeys(map(str, range(31, 37)), 10)
)
"""The whole length of elements that need no FNC1, by the first two digits of their identifier: GS1 General
Specifications, figure 7.8.5-2. All others end with FNC1 or with the barcode."""

_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_BRACKETED = re.compile(r"\((\d{2,4})\)([^(]*)")
_LINK = re.compile(r"^https?://[^/]+/(?:.*/)?(?:01|gtin)/(\d{8,14})(?:[/?#]|$)", re.IGNORECASE)
_FNC1_SPELT = re.compile(r"<GS>|\u241d")
_UPC_OR_EAN_13 = "]E0"  # an EAN-8 is ]E4
_UPC_E = re.compile(r"[01][0-9]{7}")
_LONGEST = 200


def gtin_of(scanned: str) -> str | None:
    """The GTIN, in its 14-digit form, in what a scanner sent or somebody typed; None where there is none.

    Understood are GTIN-8, -12 (UPC-A, or shortened as UPC-E), -13 (EAN-13) and -14, with zeros in front missing or too
    many; a symbology identifier before it (`]E0`, `]C1`, `]d2`, `]Q3` …); GS1-128, DataMatrix, DataBar and QR element
    strings with AI 01, with FNC1 as a group separator or without it, and as they are printed, in brackets; and GS1
    Digital Links.
    """
    text = _FNC1_SPELT.sub(FNC1, scanned[:_LONGEST]).strip(" \t\r\n" + FNC1)
    if short := text.startswith(_UPC_OR_EAN_13) and _of_upc_e(text.removeprefix(_UPC_OR_EAN_13)):
        return short
    text = _SYMBOLOGY.sub("", text).strip(FNC1)
    return _of_digits(text) or _of_upc_e(text) or _of_elements(text) or _of_brackets(text) or _of_link(text)


def normalise_gtin(code: str) -> str | None:
    """A GTIN-8, -12, -13 or -14 in its 14-digit form; None where it is none or its check digit is wrong."""
    digits = code.strip()
    return _checked(digits) if len(digits) in (8, 12, 13, 14) else None


def check_digit(body: str) -> str:
    """The last digit of a GTIN: GS1 General Specifications, section 7.9 (weights 3 and 1 from the right)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def _of_digits(text: str) -> str | None:
    digits = text.replace(" ", "").replace("-", "")
    return _checked(digits.lstrip("0").rjust(8, "0")) if len(digits) >= 8 else None


def _of_upc_e(text: str) -> str | None:
    """Of a small American package: its eight digits leave out zeros of a UPC-A (GS1 General Specifications, 5.2.2.4.2).

    Some are a GTIN-8 as they stand, and are taken for one unless the scanner says otherwise.
    """
    if not _UPC_E.fullmatch(text):
        return None
    system, six, check = text[0], text[1:7], text[7]
    last = int(six[5])
    if last <= 2:
        body = six[:2] + six[5] + "0000" + six[2:5]
    elif last == 3:
        body = six[:3] + "00000" + six[3:5]
    elif last == 4:
        body = six[:4] + "00000" + six[4]
    else:
        body = six[:5] + "0000" + six[5]
    return _checked(system + body + check)


def _of_elements(text: str) -> str | None:
    place = 0
    while text[place : place + 2].isdigit():
        if text.startswith(GTIN, place):
            return _of_element(text[place + 2 : place + 16])
        place = _end_of_element(text, place)
    return None


def _end_of_element(text: str, start: int) -> int:
    """Where the next element begins."""
    fixed = FIXED_LENGTHS.get(text[start : start + 2])
    end = start + fixed if fixed else text.find(FNC1, start)
    return end + text.startswith(FNC1, end) if end >= 0 else len(text)


def _of_brackets(text: str) -> str | None:
    elements = dict(_BRACKETED.findall(text))
    return _of_element(elements.get(GTIN, "").strip())


def _of_link(text: str) -> str | None:
    link = _LINK.match(text)
    return _of_digits(link[1]) if link else None


def _of_element(data: str) -> str | None:
    return _checked(data) if len(data) == 14 else None


def _checked(digits: str) -> str | None:
    if not (digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 14):
        return None
    padded = digits.zfill(14)
    return padded if check_digit(padded[:-1]) == padded[-1] else None
