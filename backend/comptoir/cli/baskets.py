"""Baskets, and a file of them for who needs no more of the data set."""

from collections.abc import Iterable
from pathlib import Path

import msgspec


class Basket(msgspec.Struct, frozen=True, array_like=True):
    """A visit to the till. `store` is our code, `at` in seconds since 1970, `lines` are (SKU, quantity)."""

    number: int
    household: int
    store: str
    at: int
    lines: tuple[tuple[str, int], ...]


def write(file: Path, baskets: Iterable[Basket]) -> None:
    """Keep baskets in a file."""
    file.write_bytes(msgspec.msgpack.encode(list(baskets)))


def read(file: Path) -> list[Basket]:
    """The baskets of a file."""
    return msgspec.msgpack.decode(file.read_bytes(), type=list[Basket])
