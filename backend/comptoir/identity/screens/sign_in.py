"""Signing in and out, and the tablet's change of user."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from litestar import Controller, Request, Response, Router, get, post
from litestar.params import URLEncodedBody

from comptoir.identity.actions.account import choose_language
from comptoir.identity.actions.sessions import end_session, end_sessions_left, switch_session
from comptoir.identity.actions.sign_in import sign_in_with_password, sign_in_with_pin
from comptoir.identity.queries.credentials import tiles_at
from comptoir.identity.rules.home import home_of
from comptoir.identity.rules.lockout import PLACE_SPAN, PLACE_TRIES, TooManyTries, place_of
from comptoir.identity.screens.answers import (
    DEVICE_COOKIE,
    device_cookie,
    enter,
    go,
    locale_cookie,
    no_session,
)
from comptoir.identity.screens.forms import LanguageChoice, PasswordSignIn, PinSignIn
from comptoir.kit.errors import Refused
from comptoir.kit.tries import WrongTries
from comptoir.wiring.acted import kept
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import errors_of, page
from comptoir.wiring.work import Work


class SignInScreens(Controller):
    """The ways in and out. Failed sign-ins count against the browser's address, or the tablet."""

    path = "/"
    include_in_schema = False

    def __init__(self, owner: Router) -> None:
        super().__init__(owner)
        self._failed = WrongTries(limit=PLACE_TRIES, within=PLACE_SPAN)

    @get("/")
    async def home(self, work: CurrentWork) -> Response[bytes]:
        """Everybody's own first screen."""
        return go(home_of(work.actor))

    @get("/sign-in")
    async def show_form(self, work: CurrentWork) -> Response[str]:
        """E-mail and password, on any browser."""
        return _form(work)

    @post("/sign-in")
    async def sign_in(
        self, work: CurrentWork, request: Request[Any, Any, Any], data: URLEncodedBody[PasswordSignIn]
    ) -> Response[Any]:
        """Sign in by password."""
        try:
            with self._counted(place_of(request.client.host if request.client else ""), work.now):
                signed_in = await sign_in_with_password(work, email=data.email, password=data.password)
        except Refused as refusal:
            return _form(work, refusal, email=data.email)
        return enter(work, signed_in)

    @get("/pin")
    async def show_pad(self, work: CurrentWork) -> Response[Any]:
        """Who works here, and a pad for the PIN; a browser that is no tablet signs in by password."""
        return await _pad(work) if work.actor.device_id else go("/sign-in")

    @post("/pin")
    async def sign_in_here(
        self, work: CurrentWork, request: Request[Any, Any, Any], data: URLEncodedBody[PinSignIn]
    ) -> Response[Any]:
        """Sign in by PIN."""
        try:
            with self._counted(f"device:{work.actor.device_id}", work.now):
                signed_in = await sign_in_with_pin(work, staff_id=data.staff_id, pin=data.pin)
        except Refused as refusal:
            return await _pad(work, refusal, chosen=data.staff_id)
        return enter(work, signed_in, device_cookie(work, request.cookies[DEVICE_COOKIE]))

    @post("/switch")
    async def switch(self, work: CurrentWork) -> Response[bytes]:
        """Leave the tablet to a colleague."""
        await switch_session(work)
        return go("/pin", no_session(work))

    @post("/sign-out", opt=kept("sign_out"))
    async def sign_out(self, work: CurrentWork) -> Response[bytes]:
        """Leave. Where it was done offline, whoever is signed in by now stays so."""
        if work.acted:
            await end_sessions_left(work)
            return Response(b"", status_code=204)
        await end_session(work)
        return go("/", no_session(work))

    @post("/language")
    async def speak(self, work: CurrentWork, data: URLEncodedBody[LanguageChoice]) -> Response[bytes]:
        """Another language: in this browser, and for whoever is signed in wherever they sign in next."""
        if work.actor.staff_id is None:
            return go(home_of(work.actor), locale_cookie(data.locale))
        await choose_language(work, data.locale)
        return go("/account", locale_cookie(data.locale))

    @contextmanager
    def _counted(self, place: str, now: datetime) -> Generator[None]:
        """A sign-in from a place; one that is refused is counted. Raises TooManyTries."""
        if self._failed.are_too_many(place, now):
            raise TooManyTries
        try:
            yield
        except Refused:
            self._failed.add(place, now)
            raise


def _form(work: Work, refusal: Refused | None = None, *, email: str = "") -> Response[str]:
    status = refusal.status if refusal else 200
    return page(work, "identity/sign_in.html", status=status, errors=errors_of(work, refusal), email=email)


async def _pad(work: Work, refusal: Refused | None = None, *, chosen: int | None = None) -> Response[str]:
    if work.actor.device_id is None or work.actor.location_id is None:
        return _form(work, refusal)
    return page(
        work,
        "identity/pin.html",
        status=refusal.status if refusal else 200,
        errors=errors_of(work, refusal),
        staff=await tiles_at(work, work.actor.location_id),
        store=work.actor.location_name,
        chosen=chosen,
    )
