"""The life of a basket, as one table, and what is refused in it."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from comptoir.kit.errors import N_, Invalid, Refused

BasketState = Literal["open", "parked", "left"]
BasketMove = Literal["change", "park", "resume", "leave"]
Way = Literal["now", "collect", "ship"]
LeftFor = Literal["too_dear", "not_here", "too_late", "not_liked", "just_looking"]
"""Why a customer did not buy, as far as they said."""

MOST_LINES, MOST_UNITS = 100, 999

BASKET_MOVES: Mapping[BasketState, Mapping[BasketMove, BasketState]] = {
    "open": {"change": "open", "park": "parked", "resume": "open", "leave": "left"},
    "parked": {"resume": "open", "leave": "left"},
    "left": {},
}
"""state → move → next state. `resume` by somebody else takes an open basket over."""

BASKET_WORDS: Mapping[str, str] = {"open": N_("Open"), "parked": N_("Parked"), "left": N_("Not bought")}


class WrongBasketState(Refused):
    slug = "wrong-basket-state"
    title = N_("This is not possible with this basket: “%(state)s”.")
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {"state": BASKET_WORDS}


class SomebodyElsesBasket(Refused):
    slug = "somebody-elses-basket"
    title = N_("%(name)s has this basket. Go on with it yourself to change it.")


class TooManyLines(Refused):
    slug = "too-many-lines"
    title = N_("A basket has 100 different articles at most.")


class TooManyUnits(Invalid):
    slug = "too-many-units"
    title = N_("Of one article 999 at most can be sold at once.")


class UnknownCoupon(Invalid):
    slug = "unknown-coupon"
    title = N_("There is no coupon “%(coupon)s”, or it does not count here today.")


def next_basket_state(state: BasketState, move: BasketMove) -> BasketState:
    """The state after a move. Raises WrongBasketState."""
    if move not in BASKET_MOVES[state]:
        raise WrongBasketState(state=state)
    return BASKET_MOVES[state][move]


def check_units(quantity: int, *, lines: int) -> None:
    """A line may have so many units, among so many lines. Raises TooManyUnits, TooManyLines."""
    if quantity > MOST_UNITS:
        raise TooManyUnits(field="quantity")
    if lines > MOST_LINES:
        raise TooManyLines
