"""The Wi-Fi between a browser and the server: a SOCKS 5 proxy (RFC 1928) that can break, or go silent."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

NO_LOGIN = b"\x05\x00"
CONNECTED = b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"
BY_NUMBER, BY_NAME = 1, 3


class Line:
    """Works until it is cut or falls silent."""

    def __init__(self) -> None:
        self.url = ""
        self._is_cut = False
        self._flows = asyncio.Event()
        self._flows.set()
        self._ends: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Every connection breaks, and no new one is made."""
        self._is_cut = True
        for end in self._ends:
            end.transport.abort()

    def fall_silent(self) -> None:
        """Nothing comes through, and nobody is told: what Wi-Fi does at the end of the stock room."""
        self._flows.clear()

    def mend(self) -> None:
        """It works again; what was silent is lost."""
        if not self._flows.is_set():
            self.cut()
        self._is_cut = False
        self._flows.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the browser."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError), self._end(writer):
            await self._flows.wait()
            if self._is_cut:
                return
            host, port = await _greet(reader, writer)
            far_reader, far_writer = await asyncio.open_connection(host, port)
            with self._end(far_writer):
                await self._relay((reader, far_writer), (far_reader, writer))

    @contextlib.contextmanager
    def _end(self, writer: asyncio.StreamWriter):
        self._ends.add(writer)
        try:
            yield
        finally:
            self._ends.discard(writer)
            writer.close()

    async def _relay(self, *ways: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        """Both ways, until one of them ends."""
        tasks = [asyncio.create_task(self._pass_on(*way)) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._flows.wait()
            writer.write(data)
            await writer.drain()


async def _greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
    """The handshake; where the browser wants to go."""
    _, methods = await reader.readexactly(2)
    await reader.readexactly(methods)
    writer.write(NO_LOGIN)
    *_, kind = await reader.readexactly(4)
    host = await _host(reader, kind)
    port = int.from_bytes(await reader.readexactly(2))
    writer.write(CONNECTED)
    return host, port


async def _host(reader: asyncio.StreamReader, kind: int) -> str:
    if kind == BY_NUMBER:
        return ".".join(str(byte) for byte in await reader.readexactly(4))
    assert kind == BY_NAME
    return (await reader.readexactly(ord(await reader.readexactly(1)))).decode()


@asynccontextmanager
async def wifi() -> AsyncGenerator[Line]:
    """A line that works, for one browser."""
    line = Line()
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    line.url = f"socks5://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield line
    line.cut()
    server.close()
