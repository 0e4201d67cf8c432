"""Which PINs and passwords are good enough, and how a random token is kept."""

import re
from hashlib import sha256
from itertools import pairwise

from comptoir.kit.errors import N_, Invalid

PASSWORD_LEAST = 12
PASSWORD_MOST = 200
"""Longer ones are refused, so that nobody has the server hash a megabyte."""


class WeakPin(Invalid):
    slug = "weak-pin"
    title = N_("Choose a PIN of 4 to 6 digits that is hard to guess: not 1234, not 0000, no pattern that repeats.")


class WeakPassword(Invalid):
    slug = "weak-password"
    title = N_("Choose a password of at least %(least)s characters, not made of one character.")


def check_pin(pin: str) -> None:
    """Raises WeakPin for what is not 4 to 6 digits, or is among the first that somebody would try."""
    if not re.fullmatch("[0-9]{4,6}", pin) or _repeats(pin) or _runs(pin):
        raise WeakPin(field="pin")


def check_password(password: str) -> None:
    """Raises WeakPassword. Length is what counts (NIST SP 800-63B): no rules about kinds of characters."""
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST or len(set(password)) == 1:
        raise WeakPassword(field="password", least=PASSWORD_LEAST)


def digest(token: str) -> str:
    """How a random token is kept. It has enough chance in it that a plain SHA-256 can't be turned round."""
    return sha256(token.encode()).hexdigest()


def _repeats(pin: str) -> bool:
    """Made of one shorter piece again and again, like 0000, 1212 or 123123."""
    return pin in (pin + pin)[1:-1]


def _runs(pin: str) -> bool:
    """Up or down by one throughout, also past the nine, like 1234, 8901 or 4321."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps in ({1}, {9})
