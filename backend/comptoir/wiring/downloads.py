"""Files that are sent as they are read, so that memory is never what limits their size."""

import asyncio
from collections.abc import AsyncGenerator
from typing import IO

from litestar.response import Stream

PIECE = 256 * 1024


def download(file: IO[bytes], *, name: str, media_type: str) -> Stream:
    """The answer that hands a file out under a name. The file is read from its beginning, and closed in the end."""
    size = file.seek(0, 2)
    file.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(size)}
    return Stream(_pieces(file), headers=headers, media_type=media_type)


async def _pieces(file: IO[bytes]) -> AsyncGenerator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
