"""The lines of a file or an upload of any size, packed by gzip or not, in constant memory."""

import zlib
from collections.abc import Iterator
from typing import Any

LONGEST = 64 * 1024
"""A longer line cannot be right. It is given cut off, one byte longer than this, and its rest is passed over."""

PIECE = 256 * 1024
"""So many bytes are unpacked at once: a small file can hold gigabytes."""

GZIP = b"\x1f\x8b"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UTF_8_MARK = b"\xef\xbb\xbf"


class Unreadable(Exception):
    """A file that is not what it should be, from here on; `facts` say more."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)


class Lines:
    """Makes lines of the blocks that it is fed, without their ends."""

    def __init__(self) -> None:
        self._gunzip: Gunzip | None = None
        self._rest = b""
        self._is_known = False
        self._is_first = True

    def feed(self, block: bytes) -> Iterator[list[bytes]]:
        """The lines that a block of bytes completes, in lists that are never large. Raises Unreadable."""
        if not self._is_known:
            block, self._rest = self._rest + block, b""
            if len(block) < len(GZIP):
                self._rest = block
                return
            self._is_known = True
            self._gunzip = Gunzip() if block.startswith(GZIP) else None
        for piece in self._gunzip.feed(block) if self._gunzip else (block,):
            yield self._checked(self._split(piece))

    def finish(self) -> list[bytes]:
        """The last line, if it has no end: there is no more. Raises Unreadable where there should be."""
        if self._gunzip:
            self._gunzip.finish()
        rest, self._rest = self._rest, b""
        return self._checked([rest] if rest else [])

    def _split(self, piece: bytes) -> list[bytes]:
        *lines, self._rest = (self._rest + piece).split(b"\n")
        if len(self._rest) > LONGEST:
            self._rest = self._rest[: LONGEST + 1]
        return lines

    def _checked(self, lines: list[bytes]) -> list[bytes]:
        """A text may begin with a mark that says how it is encoded."""
        if lines and self._is_first:
            self._is_first = False
            if lines[0].startswith(UTF_16):
                raise Unreadable("not_utf8")
            lines[0] = lines[0].removeprefix(UTF_8_MARK)
        return lines


class Gunzip:
    """Unpacks what gzip packed, also several files one after the other."""

    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def feed(self, block: bytes) -> Iterator[bytes]:
        """What a block holds, piece by piece. Raises Unreadable."""
        is_full = False
        while block or is_full:
            try:
                piece = self._unpacker.decompress(block, PIECE)
            except zlib.error as error:
                raise Unreadable("corrupt") from error
            is_full = len(piece) == PIECE
            block = self._unpacker.unconsumed_tail
            if self._unpacker.eof:
                block, is_full = self._next(), False
            if piece:
                yield piece

    def finish(self) -> None:
        """Raises Unreadable where the file was cut off."""
        if not self._unpacker.eof:
            raise Unreadable("cut_off")

    def _next(self) -> bytes:
        """What follows a packed file: another, or zeros that fill up a tape."""
        if block := self._unpacker.unused_data.lstrip(b"\0"):
            self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return block
