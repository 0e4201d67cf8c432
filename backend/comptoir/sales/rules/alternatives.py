"""What can stand in for goods that are not there, the likest first.

Other sizes and colours of the same product come first. Then come other products of the department whose price is near
and that are called alike. The customer never pays more, so what is far dearer is no alternative; and what wants to be
kept colder, or needs more care, than what was ordered could not go the same way.
"""

from collections.abc import Iterable, Sequence

import msgspec

from comptoir.catalogue.rules.sizes import size_order
from comptoir.catalogue.rules.words import words

MOST = 6
"""So many are looked at while a customer waits."""

CHEAPEST, DEAREST = 50, 150
"""Percent of the price of what was ordered, between which another product is one of its kind."""


class Ware(msgspec.Struct, frozen=True):
    """A variant as it is compared with another; the price in minor units, with tax."""

    variant_id: int
    product_id: int
    department: str
    name: str
    brand: str
    size: str
    colour: str
    price: int
    handling: tuple[str, ...] = ()
    popularity: int = 0


class Offer(msgspec.Struct, frozen=True):
    """A ware that there is, and how many of it can be promised."""

    ware: Ware
    available: int


def alternatives(wanted: Ware, offers: Iterable[Offer], *, units: int, most: int = MOST) -> list[Offer]:
    """What can stand in for so many units, the best first; what there is enough of goes before what there is not."""
    fitting = [offer for offer in offers if offer.available > 0 and can_replace(wanted, offer.ware)]
    sizes = _sizes([wanted, *(offer.ware for offer in fitting)])
    ranked = sorted(fitting, key=lambda offer: (offer.available < units, *_distance(wanted, offer.ware, sizes)))
    return ranked[:most]


def can_replace(wanted: Ware, other: Ware) -> bool:
    """Whether one is of the other's kind: the same product, or one of its department at such a price."""
    if other.variant_id == wanted.variant_id or not set(other.handling) <= set(wanted.handling):
        return False
    if other.product_id == wanted.product_id:
        return True
    is_priced_alike = wanted.price * CHEAPEST <= other.price * 100 <= wanted.price * DEAREST
    return other.department == wanted.department and is_priced_alike


def charged(price: int, today: int) -> int:
    """What a unit that stands in for one of such a price costs, in minor units: never more than that."""
    return min(price, today)


def _sizes(wares: Iterable[Ware]) -> dict[str, int]:
    """The place of each size among those that there are."""
    return {size: place for place, size in enumerate(sorted({ware.size for ware in wares}, key=size_order))}


def _distance(wanted: Ware, other: Ware, sizes: dict[str, int]) -> Sequence[int]:
    """How far one is from the other, what weighs most first."""
    of_size = abs(sizes[other.size] - sizes[wanted.size])
    of_price = abs(other.price - wanted.price)
    if other.product_id == wanted.product_id:
        return 0, 0, 0, of_size, other.colour != wanted.colour, of_price, other.variant_id
    alike = len(set(words(other.name)) & set(words(wanted.name)))
    return 1, -alike, other.brand != wanted.brand, of_size, of_price, -other.popularity, other.variant_id
