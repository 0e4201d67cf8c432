"""Bytes that travel packed, where the browser can unpack them: shop Wi-Fi is slow, and pages are mostly repetition."""

import gzip
from collections.abc import Iterable

Pairs = Iterable[tuple[bytes, bytes]]

WORTH_IT = 2048
"""Bytes. Below this, packing costs more than it saves: answers to machines mostly are smaller."""

QUICK = 1
"""zlib's level for what is drawn anew each time: most of the gain, at about a millisecond for 100 kB."""

PACKED = b"gzip"
VARIES = (b"vary", b"accept-encoding")


def accepts_packed(accept_encoding: str) -> bool:
    """Whether a browser's Accept-Encoding (RFC 9110, 12.5.3) takes gzip."""
    wishes = (each.replace(" ", "").lower().partition(";q=") for each in accept_encoding.split(","))
    return any(name == "gzip" and weight not in ("0", "0.0", "0.00", "0.000") for name, _, weight in wishes)


def pack(headers: Pairs, body: bytes, *, accept_encoding: str) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """An answer as it travels: packed if it is a page or a piece of one, worth it, and taken."""
    kept = list(headers)
    if len(body) < WORTH_IT or not _is_page(kept):
        return kept, body
    if not accepts_packed(accept_encoding):
        return [*kept, VARIES], body
    small = gzip.compress(body, QUICK, mtime=0)
    length = (b"content-length", str(len(small)).encode())
    others = [(name, value) for name, value in kept if name.lower() != b"content-length"]
    return [*others, length, (b"content-encoding", PACKED), VARIES], small


def _is_page(headers: Pairs) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers)
