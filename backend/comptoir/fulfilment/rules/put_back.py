"""Goods on their way back to their shelf."""

from typing import Literal

from comptoir.kit.errors import N_, Invalid, Refused

Because = Literal["cancelled", "expired", "no_show", "refused", "withdrawn"]
Found = Literal["shelved", "damaged", "missing"]
"""What became of units: on their shelf again, there but not to be sold, or nowhere to be found."""


class NothingToShelve(Refused):
    slug = "nothing-to-shelve"
    title = N_("%(name)s is not on the list: nothing of it is to be put back.")


class ShelvedAlready(Refused):
    slug = "shelved-already"
    title = N_("All of it is put back already.")


class TooManyPutBack(Invalid):
    slug = "too-many-put-back"
    title = N_("Only %(left)s of it are to be put back.")


def check_put_back(*, left: int, quantity: int) -> None:
    """Raises ShelvedAlready or TooManyPutBack."""
    if not left:
        raise ShelvedAlready
    if not 1 <= quantity <= left:
        raise TooManyPutBack(field="quantity", left=left)
