"""The keys of machines, for headquarters."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, URLEncodedBody

from comptoir.identity.actions.api_keys import make_api_key, revoke_api_key
from comptoir.identity.queries.api_keys import api_keys
from comptoir.identity.rules.rights import SCOPES
from comptoir.identity.screens.answers import go
from comptoir.identity.screens.forms import NewKey
from comptoir.kit.errors import Invalid
from comptoir.network.queries import locations
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import errors_of, page
from comptoir.wiring.work import Work


class ApiKeyScreens(Controller):
    """Making keys and taking them back."""

    path = "/api-keys"
    include_in_schema = False

    @get("/")
    async def show(self, work: CurrentWork) -> Response[str]:
        """All keys, without their secrets."""
        return await _list(work)

    @post("/")
    async def make(self, work: CurrentWork, data: URLEncodedBody[NewKey]) -> Response[str]:
        """Make a key; this answer is the only place that shows it."""
        try:
            key = await make_api_key(work, name=data.name, scopes=data.scope_list, location_ids=data.location_ids)
        except Invalid as refusal:
            return await _list(work, entered=data, refusal=refusal)
        return await _list(work, made=key)

    @post("/{api_key_id:uuid}/revoke")
    async def revoke(self, work: CurrentWork, api_key_id: FromPath[UUID]) -> Response[Any]:
        """Take a key back."""
        await revoke_api_key(work, api_key_id)
        return go("/api-keys")


async def _list(
    work: Work, *, made: str = "", entered: NewKey | None = None, refusal: Invalid | None = None
) -> Response[str]:
    answer = page(
        work,
        "identity/api_keys.html",
        status=refusal.status if refusal else 200,
        keys=await api_keys(work),
        scopes=SCOPES,
        stores=await locations(work),
        entered=entered,
        made=made,
        errors=errors_of(work, refusal),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
