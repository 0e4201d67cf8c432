"""The team of the stores that one manages; headquarters see everybody."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import URLEncodedBody

from comptoir.identity.actions import team as actions
from comptoir.identity.queries.team import LIST_LIMIT, Member, member, require_manager, stores_managed, team
from comptoir.identity.rules.secrets import PASSWORD_LEAST
from comptoir.identity.rules.team import PASSWORD_ROLES, Post, roles_given_by
from comptoir.identity.screens.answers import go
from comptoir.identity.screens.forms import MemberId, NamePart, NewPassword, NewPin, PostEntry, StoreChoice
from comptoir.kit.errors import Invalid, Refused
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import errors_of, page
from comptoir.wiring.work import Work


class TeamScreens(Controller):
    """People and their access."""

    path = "/team"
    include_in_schema = False

    @get("/")
    async def show(self, work: CurrentWork, store: StoreChoice = 0, name: NamePart = "") -> Response[str]:
        """Everybody of one's stores, or of one store, or of a name."""
        return page(
            work,
            "identity/team.html",
            members=await team(work, location_id=store or None, name=name),
            stores=await stores_managed(work),
            store=store,
            name=name,
            limit=LIST_LIMIT,
        )

    @get("/new")
    async def show_form(self, work: CurrentWork) -> Response[str]:
        """Somebody new."""
        require_manager(work)
        return await _form(work)

    @post("/")
    async def add(self, work: CurrentWork, data: URLEncodedBody[PostEntry]) -> Response[Any]:
        """Add somebody."""
        require_manager(work)
        try:
            staff_id = await actions.add_member(work, data.post(), pin=data.pin, password=data.password)
        except Refused as refusal:
            return await _form(work, entered=data.post(), refusal=refusal)
        return go(f"/team/{staff_id}")

    @get("/{staff_id:int}")
    async def show_member(self, work: CurrentWork, staff_id: MemberId) -> Response[str]:
        """One person."""
        return await _form(work, found=await member(work, staff_id))

    @post("/{staff_id:int}")
    async def change(self, work: CurrentWork, staff_id: MemberId, data: URLEncodedBody[PostEntry]) -> Response[Any]:
        """Another name, role, stores, e-mail or language."""
        found = await member(work, staff_id)
        try:
            await actions.change_member(work, staff_id, data.post())
        except Refused as refusal:
            return await _form(work, found=found, entered=data.post(), refusal=refusal)
        return go(f"/team/{staff_id}")

    @post("/{staff_id:int}/pin")
    async def set_pin(self, work: CurrentWork, staff_id: MemberId, data: URLEncodedBody[NewPin]) -> Response[Any]:
        """A new PIN."""
        try:
            await actions.set_pin(work, staff_id, pin=data.pin)
        except Invalid as refusal:
            return await _form(work, found=await member(work, staff_id), refusal=refusal)
        return go(f"/team/{staff_id}")

    @post("/{staff_id:int}/password")
    async def set_password(
        self, work: CurrentWork, staff_id: MemberId, data: URLEncodedBody[NewPassword]
    ) -> Response[Any]:
        """A new password."""
        try:
            await actions.set_password(work, staff_id, password=data.password)
        except Invalid as refusal:
            return await _form(work, found=await member(work, staff_id), refusal=refusal)
        return go(f"/team/{staff_id}")

    @post("/{staff_id:int}/unlock")
    async def unlock(self, work: CurrentWork, staff_id: MemberId) -> Response[bytes]:
        """Let somebody try again at once."""
        await actions.unlock(work, staff_id)
        return go(f"/team/{staff_id}")

    @post("/{staff_id:int}/deactivate")
    async def deactivate(self, work: CurrentWork, staff_id: MemberId) -> Response[bytes]:
        """Take access away."""
        await actions.deactivate(work, staff_id)
        return go(f"/team/{staff_id}")

    @post("/{staff_id:int}/reactivate")
    async def reactivate(self, work: CurrentWork, staff_id: MemberId) -> Response[bytes]:
        """Give access back."""
        await actions.reactivate(work, staff_id)
        return go(f"/team/{staff_id}")


async def _form(
    work: Work, *, found: Member | None = None, entered: Post | None = None, refusal: Refused | None = None
) -> Response[str]:
    """Somebody's page: as they are, or as they were entered and must be corrected; empty for somebody new."""
    return page(
        work,
        "identity/member.html",
        status=refusal.status if refusal else 200,
        member=found,
        post=entered or (found and found.post) or Post(name="", role="preparer"),
        stores=await stores_managed(work),
        roles=roles_given_by(work.actor),
        may_set_password=_may_set_password(work, found),
        password_least=PASSWORD_LEAST,
        is_self=found is not None and found.id == work.actor.staff_id,
        errors=errors_of(work, refusal),
    )


def _may_set_password(work: Work, found: Member | None) -> bool:
    roles = (found.role,) if found else roles_given_by(work.actor)
    return any(role in PASSWORD_ROLES for role in roles)
