"""Built files. Their names carry a hash of their content, so that a browser may keep them for ever.

The build lays a packed copy (`.gz`) beside what gains by it; it is what most browsers get.
"""

from functools import lru_cache
from mimetypes import guess_type
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from comptoir.wiring.packed import accepts_packed
from comptoir.wiring.pages import FRONTEND

BUILT = FRONTEND / "dist"
FOR_EVER = "public, max-age=31536000, immutable"


@get("/static/{name:str}", include_in_schema=False, sync_to_thread=True, opt={"no_work": True})
def built_file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    """A built file, packed where it is taken so."""
    if (content := _read(name)) is None:
        raise NotFoundException
    headers = {"cache-control": FOR_EVER, "vary": "accept-encoding"}
    packed = _read(f"{name}.gz") if accepts_packed(request.headers.get("accept-encoding", "")) else None
    if packed is not None:
        headers["content-encoding"] = "gzip"
    return Response(packed or content, headers=headers, media_type=guess_type(name)[0] or "application/octet-stream")


def built_bytes(url: str) -> bytes:
    """What a built file holds, by its URL; nothing where it was not built."""
    return _read(url.rpartition("/")[2]) or b""


@lru_cache(maxsize=64)
def _read(name: str) -> bytes | None:
    """The bytes of a built file, which never change under its name; None where there is none."""
    path = BUILT / name
    return path.read_bytes() if path.parent == BUILT and path.is_file() else None
