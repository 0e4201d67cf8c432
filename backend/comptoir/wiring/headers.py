"""Headers that every answer carries, so that a browser does only what our pages need."""

from litestar.types import Message, Scope

POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'self'; media-src 'self' blob:; "
    b"worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    b"script-src 'self' 'wasm-unsafe-eval'"  # the barcode reader is WebAssembly, served by us
)

HEADERS: dict[bytes, bytes] = {
    b"content-security-policy": POLICY,
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(self), microphone=(), geolocation=()",
    b"cross-origin-opener-policy": b"same-origin",
    b"cache-control": b"no-store",
}
"""What an answer carries unless its handler says otherwise."""


async def complete(message: Message, _: Scope) -> None:
    """Before an answer goes out, be it only that there is no such page: complete its headers by ours."""
    if message["type"] == "http.response.start":
        headers = list(message["headers"])
        named = {name.lower() for name, _ in headers}
        message["headers"] = headers + [(name, value) for name, value in HEADERS.items() if name not in named]
