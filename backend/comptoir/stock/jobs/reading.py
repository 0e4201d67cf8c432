"""A feed read from its beginning: bytes become lines, lines rows, and rows chunks, in constant memory.

Reading gives way to everything else on the loop again and again, so that the next chunk is read while the database is
busy with the one before.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence

import msgspec

from comptoir.stock.jobs.seen import Seen
from comptoir.stock.ports.formats import BadLine, Csv, Ndjson
from comptoir.stock.ports.lines import Lines, Unreadable
from comptoir.stock.queries.codes import look_up
from comptoir.stock.queries.feeds import BadRowView, FeedView
from comptoir.stock.rules.fed import RESOLVERS, Codes, Fed, Moments
from comptoir.stock.rules.rows import ROWS, BadRow, Row, Unknown, misfit
from comptoir.wiring.lanes import Works

SLICE = 200
"""Lines that are read without giving way: about a quarter of a millisecond."""

MOST_LINES, MOST_BAD = 20_000, 1000
"""A chunk ends after so many lines, or bad ones among them, however few rows it has."""

BEGINNING, FACT = 200, 80
"""Characters of a bad row, and of what is wrong with it, that are kept."""


class Chunk(msgspec.Struct):
    """Rows in our ids, bad rows with their reasons, the last line, and the bytes of the file that were read by then."""

    rows: list[Fed] = []
    bad: list[BadRowView] = []
    position: int = 0
    bytes_read: int = 0


class Doubtful(msgspec.Struct, frozen=True):
    """A row with a code that was not known when the codes were loaded."""

    line: int
    row: Row
    text: bytes


class Reading:
    """One feed, read once. `failure` says why it could not be read to its end."""

    def __init__(
        self, feed: FeedView, blocks: AsyncIterator[bytes], *, codes: Codes, moments: Moments, works: Works
    ) -> None:
        self.failure: Unreadable | None = None
        self._kind = ROWS[feed.kind]
        parser = Ndjson(self._kind) if feed.format == "ndjson" else Csv(self._kind, needed=("sku", "gtin"))
        self._parse, self._resolve = parser.parse, RESOLVERS[feed.kind]
        self._codes, self._moments, self._works = codes, moments, works
        self._seen = Seen() if feed.kind == "snapshot" else None
        self._lists = self._read(blocks)
        self._list: list[bytes] = []
        self._place = self._line = self._bytes = 0

    async def skip(self, position: int) -> None:
        """Read again what was taken before: its header still counts, and what it said may be said once more."""
        while self._line < position and await self.chunk(MOST_LINES, until=position):
            pass

    async def chunk(self, size: int, *, until: int | None = None) -> Chunk | None:
        """The next rows, `size` at most; None after the last."""
        chunk, doubtful, began = Chunk(), list[Doubtful](), self._line
        last = min(began + MOST_LINES, until or sys.maxsize)
        try:
            while part := await self._next(min(SLICE, size - len(chunk.rows) - len(doubtful), last - self._line)):
                self._take(part, chunk, doubtful)
                if len(chunk.bad) >= MOST_BAD:
                    break
        except Unreadable as failure:
            self.failure = failure
        if self._line == began:
            return None
        if doubtful:
            await self._ask(doubtful, chunk)
        chunk.position, chunk.bytes_read = self._line, self._bytes
        return chunk

    async def _next(self, most: int) -> Sequence[bytes]:
        """The next lines, `most` at most; none after the last."""
        await asyncio.sleep(0)
        while self._place == len(self._list):
            if self.failure or (more := await anext(self._lists, None)) is None:
                return ()
            self._list, self._place = more, 0
        part = self._list[self._place : self._place + max(0, most)]
        self._place += len(part)
        return part

    async def _read(self, blocks: AsyncIterator[bytes]) -> AsyncIterator[list[bytes]]:
        lines = Lines()
        async for block in blocks:
            self._bytes += len(block)
            for some in lines.feed(block):
                yield some
        yield lines.finish()

    def _take(self, part: Sequence[bytes], chunk: Chunk, doubtful: list[Doubtful]) -> None:
        for line, text in enumerate(part, self._line + 1):
            row = None
            try:
                row = self._parse(text)
                if row is not None:
                    chunk.rows.append(self._fed(row, line))
            except Unknown:
                assert row is not None
                doubtful.append(Doubtful(line, row, text))
            except (BadRow, BadLine, msgspec.ValidationError, UnicodeDecodeError) as error:
                chunk.bad.append(self._told(line, text, error))
        self._line += len(part)

    async def _ask(self, doubtful: Sequence[Doubtful], chunk: Chunk) -> None:
        """Look up what was not known; it may be new."""
        async with self._works() as work:
            await look_up(work, self._codes, [each.row for each in doubtful])
        for each in doubtful:
            try:
                chunk.rows.append(self._fed(each.row, each.line))
            except BadRow as error:
                chunk.bad.append(self._told(each.line, each.text, error))

    def _fed(self, row: Row, line: int) -> Fed:
        fed = self._resolve(row, line, self._codes, self._moments)
        if self._seen and fed[4] is None and self._seen.mark(fed[0], fed[1]):
            raise BadRow("duplicate")
        return fed

    def _told(self, line: int, text: bytes, error: Exception) -> BadRowView:
        bad = self._why(error)
        facts = {name: _clean(str(value), FACT) for name, value in bad.facts.items()}
        return BadRowView(line, bad.code, facts, _clean(text[: 4 * BEGINNING].decode(errors="replace"), BEGINNING))

    def _why(self, error: Exception) -> BadRow:
        if isinstance(error, BadRow):
            return error
        if isinstance(error, msgspec.ValidationError):
            return misfit(self._kind, error)
        return BadRow(error.code if isinstance(error, BadLine) else "not_utf8")


def _clean(text: str, most: int) -> str:
    """What PostgreSQL can hold: no NUL."""
    return text[:most].replace("\0", "\N{REPLACEMENT CHARACTER}").rstrip("\r")
