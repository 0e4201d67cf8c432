"""A printer in the network: it takes ZPL on a port, and says nothing back."""

import asyncio

from comptoir.fulfilment.ports.carrier import Undone
from comptoir.kit.errors import N_

CONNECT_S, WRITE_S = 3.0, 10.0
SILENT = N_("The printer does not answer.")


async def send_zpl(host: str, port: int, zpl: str) -> None:
    """Have it printed. Raises Undone where the printer can't be reached, or does not take all of it in time."""
    try:
        async with asyncio.timeout(CONNECT_S):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError) as error:
        raise Undone(SILENT) from error
    try:
        await _write(writer, zpl.encode())
    except (OSError, TimeoutError) as error:
        raise Undone(SILENT) from error
    finally:
        writer.transport.abort()


async def _write(writer: asyncio.StreamWriter, body: bytes) -> None:
    """To close politely is part of it: what is cut off may never be printed."""
    async with asyncio.timeout(WRITE_S):
        writer.write(body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
