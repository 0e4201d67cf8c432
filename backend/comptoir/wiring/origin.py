"""Where a browser's request came from: the guard against cross-site requests, without any stored token.

A command that a tablet kept while it was offline must still count days later, so a token in the page won't do.
Browsers say by themselves where a request comes from (Sec-Fetch-Site, else Origin), and cookies are SameSite.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from comptoir.kit.errors import N_, NotAllowed
from comptoir.wiring.actors import Actor
from comptoir.wiring.settings import Settings

SAFE = ("GET", "HEAD", "OPTIONS")


class CrossSite(NotAllowed):
    slug = "cross-site"
    title = N_("This request came from another site and was not carried out.")


def refuse_cross_site(method: str, path: str, headers: Mapping[str, str], *, actor: Actor, settings: Settings) -> None:
    """Refuse a command that another site made a browser send. `headers` have lower-case names. Raises CrossSite."""
    is_harmless = method in SAFE or actor.kind == "machine" or same_origin(headers, settings)
    is_machine_without_key = actor.kind == "nobody" and path.startswith("/api/")
    if not (is_harmless or is_machine_without_key):
        raise CrossSite


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
