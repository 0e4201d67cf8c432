"""Where on its shelves a location has a variant."""

from typing import Annotated

from msgspec import Meta

from comptoir.kit.errors import N_, Invalid
from comptoir.stock.rules.rows import Row

LONGEST = 24


class WrongShelf(Invalid):
    slug = "wrong-shelf"
    title = N_("A shelf has at most %(most)s letters, digits and signs.")


class ShelfRow(Row, frozen=True, kw_only=True, gc=False):
    """A variant stands on this shelf of a location; null: nobody knows where."""

    shelf: Annotated[str, Meta(min_length=1, max_length=LONGEST, pattern=r"^[^\x00-\x1f\x7f]*$")] | None


def check_shelf(typed: str) -> str | None:
    """The shelf as it is kept; None where nothing is said. Raises WrongShelf."""
    shelf = " ".join(typed.split())
    if len(shelf) > LONGEST or not shelf.isprintable():
        raise WrongShelf(field="shelf", most=LONGEST)
    return shelf or None
