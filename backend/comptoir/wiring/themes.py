"""Light or dark."""

from collections.abc import Mapping

from comptoir.wiring.locales import cookies_of

THEMES = ("light", "dark")
COOKIE = "theme"
"""Written by the page when somebody chooses (frontend/js/theme.js), so that the next one is drawn in it at once."""


def theme_of(headers: Mapping[str, str]) -> str | None:
    """What the browser's user chose here; None leaves it to the device."""
    chosen = cookies_of(headers).get(COOKIE)
    return chosen if chosen in THEMES else None
