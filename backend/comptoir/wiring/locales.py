"""Which language to answer in."""

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

LOCALES = ("en", "fr")
COOKIE = "comptoir_locale"


def locale_of(headers: Mapping[str, str]) -> str:
    """The language that the browser's user chose here, else the first of theirs that we speak, else English."""
    chosen = cookies_of(headers).get(COOKIE)
    return chosen if chosen in LOCALES else _preferred(headers.get("accept-language", ""))


def cookies_of(headers: Mapping[str, str]) -> dict[str, str]:
    """The cookies of a request; none where the header is garbage."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _preferred(accepted: str) -> str:
    ranked = sorted((_weighted(part) for part in accepted.split(",")), reverse=True)
    return next((language for _, language in ranked if language in LOCALES), "en")


def _weighted(part: str) -> tuple[float, str]:
    language, _, weight = part.partition(";q=")
    try:
        return float(weight or 1), language.strip()[:2].lower()
    except ValueError:
        return 0.0, ""
