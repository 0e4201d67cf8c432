"""What a browser asks for to keep us among its bookmarks, or to put us on a device's home screen."""

from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from comptoir.wiring.pages import asset

MANIFEST = "application/manifest+json"


def home_screen_handlers() -> list[HTTPRouteHandler]:
    """`GET /manifest.webmanifest`, and `GET /favicon.ico` for answers that are no pages of ours."""
    return [manifest, favicon]


@get("/manifest.webmanifest", include_in_schema=False, sync_to_thread=False, opt={"no_work": True})
def manifest() -> Response[dict[str, Any]]:
    """Comptoir as an app of its own, in a window without the browser's bars."""
    about: dict[str, Any] = {
        "name": "Comptoir",
        "short_name": "Comptoir",
        "start_url": "/",
        "display": "standalone",
        "icons": [
            {"src": asset("mark.svg"), "type": "image/svg+xml", "sizes": "any"},
            {"src": asset("touch.png"), "type": "image/png", "sizes": "180x180"},
        ],
    }
    return Response(about, media_type=MANIFEST)


@get("/favicon.ico", include_in_schema=False, sync_to_thread=False, opt={"no_work": True})
def favicon() -> Redirect:
    """The mark, where nothing named one."""
    return Redirect(asset("mark.svg"))
