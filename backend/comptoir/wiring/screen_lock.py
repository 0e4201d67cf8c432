"""The lock of a store's tablet that nobody touched for a while (frontend/js/lock).

It covers the screen, so that what is on it lives on: a new order rings, and a pick goes on where it was. A page that is
opened meanwhile leads to the PIN. What the page itself asks for, and what the tablet keeps ahead, still comes.
"""

from collections.abc import Mapping

from comptoir.kit.errors import NotSignedIn
from comptoir.wiring.actors import Actor
from comptoir.wiring.locales import cookies_of

COOKIE = "comptoir_locked"
"""Written by the page; a sign-in takes it away."""

OPEN = ("/pin", "/sign-in")


def refuse_locked(method: str, path: str, headers: Mapping[str, str], *, actor: Actor) -> None:
    """Refuse to show a page on a locked tablet. `headers` have lower-case names. Raises NotSignedIn."""
    is_page = method == "GET" and headers.get("sec-fetch-dest", "document") == "document" and path not in OPEN
    if is_page and actor.staff_id is not None and actor.device_id and cookies_of(headers).get(COOKIE):
        raise NotSignedIn
