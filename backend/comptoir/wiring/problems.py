"""Refusals and faults at the edge: problem JSON (RFC 9457) for machines, a sentence in their language for people."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from asyncpg import DataError, DeadlockDetectedError
from litestar import Request, Response
from litestar.exceptions import ClientException, HTTPException, ValidationException
from markupsafe import escape
from sqlalchemy.exc import DBAPIError

from comptoir.kit.errors import N_, NotSignedIn, Refused
from comptoir.wiring.away import is_away
from comptoir.wiring.locales import locale_of
from comptoir.wiring.pages import html, render, sentence
from comptoir.wiring.themes import theme_of

PROBLEM_JSON = "application/problem+json"
TYPES = "https://comptoir.example/problems/"

log = structlog.get_logger()


class Unavailable(Refused):
    status = 503
    slug = "unavailable"
    title = N_("The database cannot be reached at the moment. Please try again shortly.")


class Collided(Refused):
    """Two transactions wanted the same rows in another order: the database ended one of them, which may begin anew."""

    status = 503
    slug = "collided"
    title = N_("Somebody else changed the same at the same moment. Nothing was changed; please try again.")


class Fault(Refused):
    status = 500
    slug = "fault"
    title = N_("Something went wrong on our side. Nothing was changed; please try again.")


def problem(error: Refused, *, path: str) -> dict[str, Any]:
    """The problem's JSON document; `facts` are its extension members."""
    return {
        "type": TYPES + error.slug,
        "title": error.sentence(),
        "status": error.status,
        "instance": path,
        **({"field": error.field} if error.field else {}),
        **error.facts,
    }


def answer(request: Request[Any, Any, Any], error: Refused) -> Response[Any]:
    """A refusal as its receiver wants it."""
    request.scope["state"]["refusal"] = error
    if _is_machine(request):
        return _for_machines(request, error)
    if isinstance(error, NotSignedIn):
        return _to_sign_in(request)
    return _for_people(request, error)


def _for_machines(request: Request[Any, Any, Any], error: Refused) -> Response[Any]:
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    document = problem(error, path=request.url.path)
    return Response(document, status_code=error.status, media_type=PROBLEM_JSON, headers=headers)


def _is_machine(request: Request[Any, Any, Any]) -> bool:
    return request.url.path.startswith("/api/")


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    page = "/pin" if request.cookies.get("comptoir_device") else "/sign-in"
    if "hx-request" in request.headers:
        return html("", status=401, headers={"HX-Redirect": page})
    return Response(b"", status_code=303, headers={"Location": page})


def _for_people(request: Request[Any, Any, Any], error: Refused) -> Response[Any]:
    locale = locale_of(request.headers)
    told = sentence(locale, error)
    if "hx-request" in request.headers:
        field = f' data-field="{escape(error.field)}"' if error.field else ""
        body = f'<p class="message error"{field}>{escape(told)}</p>'
        return html(body, status=error.status, headers={"Problem": error.slug})
    page = render(locale, "error.html", sentence=told, status=error.status, theme=theme_of(request.headers))
    return html(page, status=error.status)


def on_refused(request: Request[Any, Any, Any], error: Refused) -> Response[Any]:
    return answer(request, error)


def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Litestar's own errors: no such route, wrong method, a body that does not fit its schema."""
    made = answer(request, _from_http(error))
    made.headers.update(error.headers or {})
    return made


def _from_http(error: HTTPException) -> Refused:
    phrase = HTTPStatus(error.status_code).phrase
    made = type("HttpRefused", (Refused,), {"status": error.status_code, "slug": _slug(phrase), "title": _title(error)})
    if not isinstance(error, ValidationException):
        return made()
    errors = _errors(error)
    return made(field=errors[0]["field"] or None, errors=errors)


def _slug(phrase: str) -> str:
    return re.sub(r"\W+", "-", phrase.lower())


_TITLES = {
    400: N_("The request could not be read. Please check what you sent."),
    404: N_("We could not find this."),
    405: N_("This address does not take this kind of request."),
    413: N_("This is too large."),
    429: N_("Too many requests. Please wait a moment and try again."),
}


def _title(error: HTTPException) -> str:
    return _TITLES.get(error.status_code) or error.detail.replace("%", "%%")


def _errors(error: ValidationException) -> list[dict[str, str]]:
    extra: Any = error.extra
    found = [_error(entry) for entry in extra or ()]
    return found or [{"field": "", "message": error.detail}]


def _error(entry: dict[str, Any]) -> dict[str, str]:
    return {"field": str(entry.get("key", "")), "message": str(entry.get("message", ""))}


def on_too_deep(request: Request[Any, Any, Any], _: RecursionError) -> Response[Any]:
    """A body nested so deep that reading it gave up."""
    return on_http(request, ClientException())


def on_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The database is away, no column can hold what was sent, or there is a bug of ours: told in one sentence."""
    if is_away(error):
        return _unavailable(request, error)
    if is_deadlock(error):
        log.warning("collided", path=request.url.path)
        return answer(request, Collided())
    if _is_due_to(error, DataError):
        log.warning("impossible_value", path=request.url.path, exc_info=error)
        return on_http(request, ClientException())
    log.error("fault", path=request.url.path, exc_info=error)
    return answer(request, Fault())


def _unavailable(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    log.warning("database_away", error=type(error).__name__)
    made = answer(request, Unavailable())
    made.headers["Retry-After"] = "2"
    return made


def is_deadlock(error: Exception) -> bool:
    """Whether the database ended a transaction for the sake of another that wanted the same in another order."""
    return _is_due_to(error, DeadlockDetectedError)


def _is_due_to(error: Exception, kind: type[Exception]) -> bool:
    """Whether the database said so; a `DataError` is a text with a NUL in it, or a number beyond all bounds."""
    said = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig is not None else error
    return isinstance(said, kind)


EXCEPTION_HANDLERS: dict[type[Exception] | int, Callable[[Request[Any, Any, Any], Any], Response[Any]]] = {
    Refused: on_refused,
    HTTPException: on_http,
    RecursionError: on_too_deep,
    Exception: on_error,
}


def answer_to(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """What an error is answered with, by the nearest of its classes above."""
    handle = next(EXCEPTION_HANDLERS[kind] for kind in type(error).__mro__ if kind in EXCEPTION_HANDLERS)
    return handle(request, error)
