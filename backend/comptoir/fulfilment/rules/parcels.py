"""What is said of boxes and of how they travel."""

import re
from collections.abc import Sequence
from decimal import Decimal

from comptoir.kit.errors import N_, Invalid

MOST_BOXES = 50
WEIGHT = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,3})?")
LONGEST_LABEL = 60


class WrongBoxes(Invalid):
    slug = "wrong-boxes"
    title = N_("Say how many boxes there are, from 1 to %(most)s.")


class WeightMissing(Invalid):
    slug = "weight-missing"
    title = N_("Say what each box weighs, in kilograms, like 2.4.")


class WrongLabel(Invalid):
    slug = "wrong-label"
    title = N_("At most %(most)s letters, digits and signs, please.")


def check_weights(typed: Sequence[str], *, boxes: int, are_needed: bool) -> list[int | None]:
    """The weight of each of so many boxes in grams, from kilograms as people type them; None where it may be left out.

    Raises WrongBoxes or WeightMissing.
    """
    if not 1 <= boxes <= MOST_BOXES:
        raise WrongBoxes(field="boxes", most=MOST_BOXES)
    said = [*typed, *[""] * boxes][:boxes]
    return [None if not (text.strip() or are_needed) else _grams(text.strip()) for text in said]


def check_label(typed: str, field: str) -> str | None:
    """The name of a carrier or service, or a tracking number; None where nothing is said. Raises WrongLabel."""
    label = " ".join(typed.split())
    if len(label) > LONGEST_LABEL or not label.isprintable():
        raise WrongLabel(field=field, most=LONGEST_LABEL)
    return label or None


def _grams(typed: str) -> int:
    grams = int(Decimal(typed.replace(",", ".")) * 1000) if WEIGHT.fullmatch(typed) else 0
    if grams < 1:
        raise WeightMissing(field="weight")
    return grams
