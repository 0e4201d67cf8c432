"""How much is paid, given in change, and given back. All amounts are minor units."""

from collections.abc import Iterable

import msgspec

from comptoir.kit.errors import N_, Invalid, Refused
from comptoir.kit.money import to_coins
from comptoir.payments.rules.states import COUNTS, State


class WrongAmount(Invalid):
    slug = "wrong-amount"
    title = N_("Enter an amount above nothing.")


class TooMuchPaid(Refused):
    """`left` is in minor units."""

    slug = "too-much-paid"
    title = N_("Less than that is left to pay.")


class NotEnoughGiven(Invalid):
    slug = "not-enough-given"
    title = N_("The customer gave less than this payment.")


class TooMuchGivenBack(Refused):
    """`left` is in minor units."""

    slug = "too-much-given-back"
    title = N_("Not more can be given back than was paid.")


class Part(msgspec.Struct, frozen=True):
    """A payment's state, its amount, and what of it was given back or is to be."""

    state: State
    amount: int
    given_back: int = 0


class Cash(msgspec.Struct, frozen=True):
    """What is paid of the sale by it, what the customer gave, the change, and what the smallest coin rounded off.

    `amount` + `rounding` = `given` − `change`.
    """

    amount: int
    given: int
    change: int
    rounding: int


def paid(parts: Iterable[Part]) -> int:
    """What was paid and not given back."""
    return sum(part.amount - part.given_back for part in parts if part.state == "captured")


def left_to_pay(due: int, parts: Iterable[Part]) -> int:
    """What nobody has paid, or is about to pay."""
    return due - sum(part.amount - part.given_back for part in parts if part.state in COUNTS)


def check_amount(amount: int, *, left: int) -> None:
    """Raises WrongAmount, TooMuchPaid."""
    if amount <= 0:
        raise WrongAmount(field="amount")
    if amount > left:
        raise TooMuchPaid(field="amount", left=left)


def in_cash(amount: int, *, given: int, left: int, coin: int = 1) -> Cash:
    """A payment in cash, with its change; rounded to the smallest coin only where it pays all that is left.

    Raises WrongAmount, TooMuchPaid, NotEnoughGiven.
    """
    check_amount(amount, left=left)
    asked = to_coins(amount, coin) if amount == left else amount
    if given < asked:
        raise NotEnoughGiven(field="given")
    return Cash(amount, given, given - asked, asked - amount)


def check_back(amount: int, part: Part) -> None:
    """So much of a payment can be given back. Raises WrongAmount, TooMuchGivenBack."""
    if amount <= 0:
        raise WrongAmount(field="amount")
    left = part.amount - part.given_back if part.state == "captured" else 0
    if amount > left:
        raise TooMuchGivenBack(field="amount", left=left)
