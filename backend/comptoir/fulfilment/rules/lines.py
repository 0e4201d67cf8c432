"""What a preparer may do to a line."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec

from comptoir.fulfilment.rules.preparations import Move
from comptoir.kit.errors import N_, Invalid, Refused


class NothingLeft(Refused):
    slug = "nothing-left-to-pick"
    title = N_("This line is complete: all of it is picked or refused.")


class TooMany(Invalid):
    slug = "too-many-units"
    title = N_("Only %(left)s of this line are left.")


class FoundTooMany(Invalid):
    slug = "found-too-many"
    title = N_("You refuse %(refused)s of %(left)s, so %(found)s on the shelf cannot be right: pick those first.")


class Line(msgspec.Struct, frozen=True):
    """How far a line is."""

    quantity: int
    picked: int
    refused: int

    @property
    def left(self) -> int:
        """Units that are neither picked nor refused."""
        return self.quantity - self.picked - self.refused


def check_pick(line: Line, units: int = 1) -> None:
    """Raises NothingLeft where the line is complete, TooMany where fewer are left."""
    if line.left < 1:
        raise NothingLeft(quantity=line.quantity)
    if units > line.left:
        raise TooMany(field="quantity", left=line.left)


def total(lines: Iterable[Line]) -> Line:
    """How far several lines are together."""
    lines = list(lines)
    return Line(*(sum(getattr(line, name) for line in lines) for name in Line.__struct_fields__))


def spread(rooms: Mapping[UUID, int], units: int) -> dict[UUID, int]:
    """Units over the lines that there is room for them in, in their order; the last gets what is too much."""
    parts: dict[UUID, int] = {}
    for line_id, room in rooms.items():
        if part := min(room, units):
            parts[line_id], units = part, units - part
    if units:
        last = [*rooms, *parts][-1]
        parts[last] = parts.get(last, 0) + units
    return parts


def check_refusal(line: Line, *, quantity: int, found: int | None) -> int:
    """How many units of the line are on the shelf: `found`, or what the refusal leaves where that is not said.

    Raises TooMany or FoundTooMany where the numbers contradict the line.
    """
    if not 1 <= quantity <= line.left:
        raise TooMany(field="quantity", left=line.left)
    left = line.left - quantity
    if found is not None and not 0 <= found <= left:
        raise FoundTooMany(field="found", refused=quantity, left=line.left, found=found)
    return left if found is None else found


def check_withdrawal(line: Line, *, quantity: int) -> None:
    """Raises TooMany where so many are not left: what is picked stays."""
    if not 0 <= quantity <= line.left:
        raise TooMany(field="quantity", left=line.left)


def is_all_withdrawn(lines: Iterable[Line], *, units: int) -> bool:
    """Whether nothing is left to do once so many units are taken back, and nothing is picked."""
    lines = list(lines)
    return not any(line.picked for line in lines) and sum(line.left for line in lines) == units


def outcome(lines: Iterable[Line]) -> Move | None:
    """What follows by itself when the last unit is picked or refused; None while units are left."""
    lines = list(lines)
    if any(line.left for line in lines):
        return None
    return "finish" if any(line.picked for line in lines) else "refuse_all"
