"""One's own access."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import URLEncodedBody

from comptoir.identity.actions.account import change_own_secret
from comptoir.identity.queries.credentials import Kind, own_secret
from comptoir.identity.rules.secrets import PASSWORD_LEAST
from comptoir.identity.screens.forms import NewPassword, NewPin
from comptoir.kit.errors import NotSignedIn, Refused
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import errors_of, page
from comptoir.wiring.work import Work


class AccountScreens(Controller):
    """One's own PIN and password."""

    path = "/account"
    include_in_schema = False

    @get("/")
    async def show(self, work: CurrentWork) -> Response[str]:
        """What can be changed."""
        return await _account(work)

    @post("/pin")
    async def change_pin(self, work: CurrentWork, data: URLEncodedBody[NewPin]) -> Response[Any]:
        """Another PIN."""
        return await _changed(work, "pin", data.current_pin, data.pin)

    @post("/password")
    async def change_password(self, work: CurrentWork, data: URLEncodedBody[NewPassword]) -> Response[Any]:
        """Another password."""
        return await _changed(work, "password", data.current_password, data.password)


async def _changed(work: Work, kind: Kind, current: str, new: str) -> Response[Any]:
    try:
        await change_own_secret(work, kind, current=current, new=new)
    except Refused as refusal:
        return await _account(work, refusal)
    return await _account(work, changed=kind)


async def _account(work: Work, refusal: Refused | None = None, *, changed: Kind | None = None) -> Response[str]:
    if work.actor.staff_id is None:
        raise NotSignedIn
    return page(
        work,
        "identity/account.html",
        status=refusal.status if refusal else 200,
        changed=changed,
        errors=errors_of(work, refusal),
        has={"pin": bool(await own_secret(work, "pin")), "password": bool(await own_secret(work, "password"))},
        password_least=PASSWORD_LEAST,
    )
