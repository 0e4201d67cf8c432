"""One live connection, seen from the hub."""

from collections.abc import Awaitable, Callable
from time import monotonic

from litestar.exceptions import WebSocketDisconnect

from comptoir.wiring.log import BEGINNING, Position

SLOW_AFTER_S = 5.0
"""A device whose network takes nothing for so long has to reload."""


class Socket:
    """A device that is connected.

    While it is `busy` with a send that has to wait, or catching up, what changes is kept as names of topics only, and
    sent as it is by then: a slow device costs a set of names, never a queue of pages.
    """

    def __init__(self, send_text: Callable[[str], Awaitable[None]], locale: str) -> None:
        self.locale = locale
        self.topics: set[str] = set()
        self.missed: set[str] = set()
        self.busy = False
        self.must_reload = False
        self.is_gone = False
        self.position: Position = BEGINNING
        """All that happened up to here has been sent."""
        self._send_text = send_text
        self._waiting_since: float | None = None

    async def send(self, frame: str) -> None:
        """Send a frame; a device that is gone is no error, since its reader hears of it."""
        if self.is_gone:
            return
        self._waiting_since = monotonic()
        try:
            await self._send_text(frame)
        except (OSError, WebSocketDisconnect):
            pass
        finally:
            self._waiting_since = None

    @property
    def is_slow(self) -> bool:
        return self._waiting_since is not None and monotonic() - self._waiting_since > SLOW_AFTER_S
