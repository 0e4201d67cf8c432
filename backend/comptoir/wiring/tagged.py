"""Answers that their receiver may keep, and asks again whether they still hold."""

from hashlib import sha256
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.openapi.datastructures import ResponseSpec

KEEPING = {"Cache-Control": "private, max-age=0, must-revalidate"}

UNCHANGED = {304: ResponseSpec(None, description="What you have still holds.", generate_examples=False)}
"""The documentation of what is answered then."""


def tagged(request: Request[Any, Any, Any], answer: Any) -> Response[Any]:
    """An answer as JSON with a strong ETag of its bytes; 304 where the receiver has just these (If-None-Match)."""
    body = msgspec.json.encode(answer)
    headers = {**KEEPING, "ETag": f'"{sha256(body).hexdigest()[:32]}"'}
    if {headers["ETag"], "*"} & _held(request):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def _held(request: Request[Any, Any, Any]) -> set[str]:
    """What the receiver has; proxies that pack an answer mark its tag as weak."""
    return {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
