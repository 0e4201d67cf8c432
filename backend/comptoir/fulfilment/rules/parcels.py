"""What is said of boxes and of how they travel."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from comptoir.kit.errors import N_, Invalid

MOST_BOXES = 50
WEIGHT = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,3})?")
LONGEST_LABEL = 60
LONGEST_SIDE = 3000
SIZE = re.compile(r"\s*[x×*]\s*".join([r"([0-9]{1,4}(?:[.,][0-9])?)"] * 3), re.IGNORECASE | re.ASCII)


class WrongBoxes(Invalid):
    slug = "wrong-boxes"
    title = N_("Say how many boxes there are, from 1 to %(most)s.")


class WeightMissing(Invalid):
    slug = "weight-missing"
    title = N_("Say what each box weighs, in kilograms, like 2.4.")


class WrongSize(Invalid):
    slug = "wrong-size"
    title = N_("Write the size of a box in centimetres, like 40 × 30 × 20, each side up to %(most)s.")


class WrongContents(Invalid):
    slug = "wrong-contents"
    title = N_("The boxes hold %(said)s of a line of which %(picked)s are picked. Leave all empty to say nothing.")


class WrongLabel(Invalid):
    slug = "wrong-label"
    title = N_("At most %(most)s letters, digits and signs, please.")


class Size(msgspec.Struct, frozen=True):
    """The sides of a box in millimetres, the longest first."""

    length: int
    width: int
    height: int

    @property
    def typed(self) -> str:
        """As people write it, in centimetres."""
        return " × ".join(f"{side / 10:g}" for side in (self.length, self.width, self.height))


class Unit(msgspec.Struct, frozen=True):
    """So many units of a line are in the box of this number."""

    box: int
    line_id: UUID
    quantity: int


class NewBox(msgspec.Struct, frozen=True):
    """A box: its weight in grams and its size, where they are known."""

    weight: int | None
    size: Size | None = None


def check_weights(typed: Sequence[str], *, boxes: int) -> list[int | None]:
    """The weight of each of so many boxes in grams, from kilograms as people type them; None where none is said.

    Raises WrongBoxes or WeightMissing.
    """
    check_count(boxes)
    said = [*typed, *[""] * boxes][:boxes]
    return [_grams(text.strip()) if text.strip() else None for text in said]


def check_count(boxes: int) -> None:
    """Raises WrongBoxes."""
    if not 1 <= boxes <= MOST_BOXES:
        raise WrongBoxes(field="boxes", most=MOST_BOXES)


def check_sizes(typed: Sequence[str], *, boxes: int) -> list[Size | None]:
    """The size of each of so many boxes, from centimetres as people type them; None where none is said.

    Raises WrongSize.
    """
    said = [*typed, *[""] * boxes][:boxes]
    return [read_size(text) if text.strip() else None for text in said]


def read_size(typed: str) -> Size:
    """A size in centimetres, like 40 x 30 x 20 or 40 × 30 × 20. Raises WrongSize."""
    found = SIZE.fullmatch(typed.strip())
    sides = [int(Decimal(side.replace(",", ".")) * 10) for side in found.groups()] if found else []
    return check_size(sides)


def check_size(sides: Sequence[int]) -> Size:
    """A size in millimetres. Raises WrongSize."""
    if len(sides) != len(Size.__struct_fields__) or not all(1 <= side <= LONGEST_SIDE for side in sides):
        raise WrongSize(field="size", most=LONGEST_SIDE // 10)
    return Size(*sorted(sides, reverse=True))


def usual_sizes(setting: str) -> list[Size]:
    """The chain's usual boxes, as its setting lists them. Raises WrongSize."""
    return [read_size(each) for each in setting.split(",") if each.strip()]


def check_contents(said: Sequence[Unit], *, boxes: int, picked: Mapping[UUID, int]) -> list[Unit]:
    """What is in which box: all of it where there is one; else what was said, which is everything or nothing.

    Raises WrongContents.
    """
    if boxes == 1:
        return [Unit(1, line_id, units) for line_id, units in picked.items() if units]
    units = [each for each in said if each.quantity]
    if units:
        _check_everything_is_in_a_box(units, boxes, picked)
    return _together(units)


def _check_everything_is_in_a_box(units: Iterable[Unit], boxes: int, picked: Mapping[UUID, int]) -> None:
    boxed = dict.fromkeys(picked, 0)
    for unit in units:
        if unit.line_id not in boxed or not 1 <= unit.box <= boxes:
            raise WrongContents(field="contents", said=unit.quantity, picked=0)
        boxed[unit.line_id] += unit.quantity
    for line_id, said in boxed.items():
        if said != picked[line_id]:
            raise WrongContents(field="contents", said=said, picked=picked[line_id])


def _together(units: Iterable[Unit]) -> list[Unit]:
    """Each line once in each box."""
    sums: dict[tuple[int, UUID], int] = {}
    for unit in units:
        sums[unit.box, unit.line_id] = sums.get((unit.box, unit.line_id), 0) + unit.quantity
    return [Unit(*key, quantity) for key, quantity in sums.items()]


def check_label(typed: str, field: str) -> str | None:
    """The name of a carrier or service, or a tracking number; None where nothing is said. Raises WrongLabel."""
    if not is_label(typed):
        raise WrongLabel(field=field, most=LONGEST_LABEL)
    return " ".join(typed.split()) or None


def is_label(typed: str) -> bool:
    """Whether it can be kept, and be read by anybody."""
    label = " ".join(typed.split())
    return len(label) <= LONGEST_LABEL and label.isprintable()


def _grams(typed: str) -> int:
    grams = int(Decimal(typed.replace(",", ".")) * 1000) if WEIGHT.fullmatch(typed) else 0
    if grams < 1:
        raise WeightMissing(field="weight")
    return grams
