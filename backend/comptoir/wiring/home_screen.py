"""What a browser asks for to keep us among its bookmarks, on a device's home screen, or without a connection."""

from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from comptoir.wiring.assets import built_bytes
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import asset, page

MANIFEST = "application/manifest+json"


def home_screen_handlers() -> list[HTTPRouteHandler]:
    """`GET /manifest.webmanifest`, `/worker.js`, `/offline`; `/favicon.ico` for answers that are no pages of ours."""
    return [manifest, favicon, worker, offline]


@get("/manifest.webmanifest", include_in_schema=False, sync_to_thread=False, opt={"no_work": True})
def manifest() -> Response[dict[str, Any]]:
    """Comptoir as an app of its own, in a window without the browser's bars."""
    about: dict[str, Any] = {
        "name": "Comptoir",
        "short_name": "Comptoir",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "icons": [
            {"src": asset("mark.svg"), "type": "image/svg+xml", "sizes": "any"},
            {"src": asset("touch.png"), "type": "image/png", "sizes": "180x180"},
            {"src": asset("icon-192.png"), "type": "image/png", "sizes": "192x192"},
            {"src": asset("icon-512.png"), "type": "image/png", "sizes": "512x512"},
            {"src": asset("maskable-512.png"), "type": "image/png", "sizes": "512x512", "purpose": "maskable"},
        ],
        "background_color": "#2547c4",
        "theme_color": "#2547c4",
    }
    return Response(about, media_type=MANIFEST)


@get("/favicon.ico", include_in_schema=False, sync_to_thread=False, opt={"no_work": True})
def favicon() -> Redirect:
    """The mark, where nothing named one."""
    return Redirect(asset("mark.svg"))


@get("/worker.js", include_in_schema=False, sync_to_thread=False, opt={"no_work": True})
def worker() -> Response[bytes]:
    """The service worker, asked for anew each time: it is how a tablet learns of a new version."""
    return Response(
        built_bytes(asset("worker.js")), media_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@get("/offline", include_in_schema=False)
async def offline(work: CurrentWork) -> Response[str]:
    """What a tablet shows where it has kept nothing: what can be done. It holds nothing of anybody."""
    return page(work, "offline.html", viewer=None)
