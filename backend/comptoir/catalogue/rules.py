"""Barcodes in one form."""


def normalise_gtin(code: str) -> str | None:
    """A GTIN-8, -12, -13 or -14 in its 14-digit form; None where it is none or its check digit is wrong."""
    digits = code.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (8, 12, 13, 14):
        return None
    padded = digits.zfill(14)
    return padded if check_digit(padded[:-1]) == padded[-1] else None


def check_digit(body: str) -> str:
    """The last digit of a GTIN: GS1 General Specifications, section 7.9 (weights 3 and 1 from the right)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)
