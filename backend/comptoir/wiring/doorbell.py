"""The doorbell: wakes whoever reads the event log, in this process and in all others, and carries nothing.

It rings by PostgreSQL's NOTIFY on a connection of its own, after commit and outside every business transaction, where
NOTIFY would take a global lock. Readers look by themselves every quarter second, so that a lost ring costs no more.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from comptoir.wiring.database import connect
from comptoir.wiring.keeping import keep_alive

CHANNEL = "comptoir_log"
GAP_S = 0.01
"""At most one NOTIFY in so many seconds; the first goes at once."""

CHECK_S = 10.0
"""A connection that is silent for so long is asked whether it lives."""


class Doorbell:
    """One for each process. `run` keeps its connection for as long as the process lives."""

    def __init__(self, url: str) -> None:
        """`url` is the database's, in any usual spelling."""
        self._url = url
        self._bells: list[asyncio.Event] = []
        self._wanted = asyncio.Event()

    def bell(self) -> asyncio.Event:
        """A new event that is set whenever somebody rang; its one reader clears it before it looks."""
        self._bells.append(bell := asyncio.Event())
        return bell

    def ring(self) -> None:
        """Wake all readers: those in this process now, all others in a moment. Never waits, never fails."""
        self._wake()
        self._wanted.set()

    async def run(self) -> None:
        """Pass on rings, ours and those of others, for ever."""
        await keep_alive("doorbell", self._serve)

    async def _serve(self) -> None:
        async with self._connected() as connection:
            self._wake()  # what rang while nobody listened
            while not connection.is_closed():
                await self._pass_on(connection)
        raise ConnectionResetError("the doorbell's connection was cut")

    async def _pass_on(self, connection: Any) -> None:
        try:
            async with asyncio.timeout(CHECK_S):
                await self._wanted.wait()
        except TimeoutError:
            await connection.execute("SELECT 1", timeout=CHECK_S)
        else:
            self._wanted.clear()
            if not connection.is_closed():
                await connection.execute(f"NOTIFY {CHANNEL}", timeout=CHECK_S)
                await asyncio.sleep(GAP_S)

    @asynccontextmanager
    async def _connected(self) -> AsyncGenerator[Any]:
        connection = await connect(self._url)
        try:
            connection.add_termination_listener(self._on_cut)
            await connection.add_listener(CHANNEL, self._on_notify)
            yield connection
        finally:
            connection.terminate()

    def _on_cut(self, _connection: Any) -> None:
        self._wanted.set()

    def _on_notify(self, connection: Any, sender: int, _channel: str, _payload: object) -> None:
        if sender != connection.get_server_pid():
            self._wake()

    def _wake(self) -> None:
        for bell in self._bells:
            bell.set()
