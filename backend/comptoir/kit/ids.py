"""Identifiers that are made without asking the database, and codes that people read aloud."""

import os
import secrets
import time
from uuid import UUID

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs without 0, 1, I and O, which people mix up."""

_NUMBER_SPACE = 32**7
_NUMBER_STEP = 20_015_998_343  # odd, so coprime to 2**35: the map from serial to number is one to one


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): ordered by time, so that index pages fill from one side."""
    stamp = time.time_ns() // 1_000_000
    chance = int.from_bytes(os.urandom(10)) >> 6  # 74 bits; an order needs a dozen ids, so no detours
    return UUID(int=stamp << 80 | 7 << 76 | (chance >> 62) << 64 | 2 << 62 | chance & (1 << 62) - 1)


def pickup_code() -> str:
    """Six signs that a customer says at the counter; unique among one store's open preparations, by constraint."""
    return "".join(secrets.choice(ALPHABET) for _ in range(6))


def order_number(serial: int) -> str:
    """The short name of an order, like `K7Q-4M2X`: distinct for distinct serials, and telling nothing of volume."""
    mixed = serial * _NUMBER_STEP % _NUMBER_SPACE
    signs = "".join(ALPHABET[mixed >> shift & 31] for shift in range(30, -1, -5))
    return f"{signs[:3]}-{signs[3:]}"


def transfer_number() -> str:
    """The short name of a transfer, like `T-K7Q-4M2X`; unique by constraint, so that of two alike one is drawn anew."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return f"T-{signs[:3]}-{signs[3:]}"


def normalise_code(typed: str) -> str:
    """What somebody typed or scanned, as it is stored: upper case, without spaces and dashes."""
    return typed.upper().replace(" ", "").replace("-", "")
