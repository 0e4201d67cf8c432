"""Where a browser's request came from: the guard against cross-site requests, without any stored token.

A command that a tablet kept while it was offline must still count days later, so a token in the page won't do.
Browsers say by themselves where a request comes from (Sec-Fetch-Site, else Origin), and cookies are SameSite.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from comptoir.wiring.settings import Settings


def same_origin(headers: Mapping[str, str], settings: Settings) -> bool:
    """Whether a browser's request was made by our own page. `headers` have lower-case names.

    A request without any of the two headers is not from a browser of today; it has no business with a cookie.
    """
    if headers.get("sec-fetch-site") == "same-origin":
        return True
    origin = headers.get("origin")
    return origin is not None and _host(origin) in {_host(settings.public_url), headers.get("host", "").lower()}


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()
