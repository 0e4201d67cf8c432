"""Reactions go first: stock and work wait for them, and a message can come a moment later."""

import asyncio

LONGEST_S = 2.0
"""What waits does not wait longer: where there is always more to react to, the rest goes on, if slowly."""


class Precedence:
    """Who goes first says when it has much to do; whoever gives way asks for a turn before it begins anything."""

    def __init__(self) -> None:
        self._free = asyncio.Event()
        self._free.set()

    @property
    def is_taken(self) -> bool:
        """Whether others wait for who goes first."""
        return not self._free.is_set()

    def take(self) -> None:
        """There is more to do than could be done at once."""
        self._free.clear()

    def give(self) -> None:
        """All is done."""
        self._free.set()

    async def turn(self) -> None:
        """Wait for a turn, or for as long as anybody should."""
        try:
            async with asyncio.timeout(LONGEST_S):
                await self._free.wait()
        except TimeoutError:
            pass
