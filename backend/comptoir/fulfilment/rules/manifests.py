"""Which boxes a carrier takes along."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

import msgspec

from comptoir.kit.errors import N_, Refused

MOST_ORDERS = 25
"""On one sheet: more would keep the stock locked for too long."""


class NoSuchBoxHere(Refused):
    status = 404
    slug = "no-such-box-here"
    title = N_("No box %(code)s waits for a carrier here.")


class SeveralBoxes(Refused):
    slug = "several-boxes"
    title = N_("This order has %(boxes)s boxes: scan the label of each.")


class NothingLoaded(Refused):
    slug = "nothing-loaded"
    title = N_("No order is here with all of its boxes. Scan or tap those that the carrier takes along.")


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A box that waits for its carrier."""

    preparation_id: UUID
    number: int
    is_loaded: bool


AnyBox = TypeVar("AnyBox", bound=Waiting)


def complete(boxes: Iterable[AnyBox]) -> dict[UUID, list[AnyBox]]:
    """The orders of which every box is here, in the order in which they come; not too many at once."""
    by_order: dict[UUID, list[AnyBox]] = {}
    for box in boxes:
        by_order.setdefault(box.preparation_id, []).append(box)
    whole = {at: mine for at, mine in by_order.items() if all(box.is_loaded for box in mine)}
    return dict(list(whole.items())[:MOST_ORDERS])


def number_of(serial: int) -> str:
    """The number of a sheet, like M-000042."""
    return f"M-{serial:06d}"
