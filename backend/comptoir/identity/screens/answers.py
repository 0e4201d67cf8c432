"""What the screens of identity answer with: where to go next, and the cookies."""

from litestar import Response
from litestar.datastructures import Cookie

from comptoir.identity.actions.sign_in import SignIn
from comptoir.wiring.locales import COOKIE as LOCALE_COOKIE
from comptoir.wiring.screen_lock import COOKIE as LOCK_COOKIE
from comptoir.wiring.work import Work

SESSION_COOKIE = "comptoir_session"
DEVICE_COOKIE = "comptoir_device"
LONG_S = 400 * 24 * 3600
"""As long as browsers keep a cookie at most; the tablet's is renewed with each sign-in."""


def go(path: str, *cookies: Cookie) -> Response[bytes]:
    """See another page, by GET."""
    return Response(b"", status_code=303, headers={"Location": path}, cookies=list(cookies))


def enter(work: Work, signed_in: SignIn, *more: Cookie) -> Response[bytes]:
    """Begin with one's own first screen, in one's own language."""
    open_again = Cookie(key=LOCK_COOKIE, value="", max_age=0)
    session = _secret_cookie(work, SESSION_COOKIE, signed_in.token)
    return go("/", session, locale_cookie(signed_in.locale), open_again, *more)


def no_session(work: Work) -> Cookie:
    """Takes the session's cookie away."""
    return _secret_cookie(work, SESSION_COOKIE, "", max_age=0)


def device_cookie(work: Work, token: str) -> Cookie:
    """Makes this browser the store's tablet."""
    return _secret_cookie(work, DEVICE_COOKIE, token, max_age=LONG_S)


def locale_cookie(locale: str) -> Cookie:
    """Has this browser spoken to in a language."""
    return Cookie(key=LOCALE_COOKIE, value=locale, max_age=LONG_S, samesite="lax")


def _secret_cookie(work: Work, key: str, value: str, *, max_age: int | None = None) -> Cookie:
    """Without an age it ends with the browser. Scripts never see it, and other sites never send it along a command."""
    is_secure = work.settings.public_url.startswith("https://")
    return Cookie(key=key, value=value, max_age=max_age, secure=is_secure, httponly=True, samesite="lax")
