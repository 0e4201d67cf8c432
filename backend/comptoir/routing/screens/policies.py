"""The versions of the policy: read by managers, drafted and published by headquarters."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath, QueryParameter, URLEncodedBody
from litestar.response import Redirect
from msgspec import Meta

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import Refused
from comptoir.routing.actions import delete_draft, draft_policy, publish_policy, rename_policy
from comptoir.routing.fragments import policies as fragments
from comptoir.routing.fragments.differences import differences
from comptoir.routing.queries.policies import PolicyView, policies, policy_view, published_view
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import errors_of, page
from comptoir.wiring.work import Work

Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Name = Annotated[str, Meta(max_length=120, pattern=r"^(?=.*\S)[^\x00-\x1f\x7f]+$")]
Revision = Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
Other = Annotated[int, QueryParameter(name="with", ge=0, le=2**31 - 1)]


class DraftForm(msgspec.Struct, frozen=True):
    """The version that a new draft begins as."""

    version: Version


class NameForm(msgspec.Struct, frozen=True):
    """What a draft is to be called."""

    name: Name


class RevisionForm(msgspec.Struct, frozen=True):
    """Of which revision one was told what it says."""

    revision: Revision


class PoliciesScreens(Controller):
    """The rules by which orders are given to locations."""

    path = "/routing/policies"
    include_in_schema = False

    @get()
    async def list(self, work: CurrentWork) -> Response[str]:
        """All versions, live."""
        require(work.actor, Right.READ_POLICIES)
        position = await work.position()
        return page(work, "routing/policies.html", position=position, **await fragments.all_of_them.context(work))

    @post()
    async def draft(self, work: CurrentWork, data: URLEncodedBody[DraftForm]) -> Response[Any]:
        """A new draft that says what a version says."""
        require(work.actor, Right.WRITE_POLICIES)
        source = await policy_view(work, data.version)
        version = await draft_policy(work, name=source.name, document=source.document)
        return Redirect(f"/routing/policies/{version}", status_code=303)

    @get("/{version:int}")
    async def show(self, work: CurrentWork, version: FromPath[int]) -> Response[str]:
        """What a version says, live; a draft with the ways to change it."""
        require(work.actor, Right.READ_POLICIES)
        return await _shown(work, version)

    @post("/{version:int}/name")
    async def rename(self, work: CurrentWork, version: FromPath[int], data: URLEncodedBody[NameForm]) -> Response[Any]:
        """Call a draft otherwise."""
        require(work.actor, Right.WRITE_POLICIES)
        await rename_policy(work, version, name=data.name.strip())
        return Redirect(f"/routing/policies/{version}", status_code=303)

    @post("/{version:int}/delete")
    async def delete(
        self, work: CurrentWork, version: FromPath[int], data: URLEncodedBody[RevisionForm]
    ) -> Response[Any]:
        """Do without a draft, as it was read."""
        require(work.actor, Right.WRITE_POLICIES)
        try:
            await delete_draft(work, version, revision=data.revision)
        except Refused as refusal:
            return await _shown(work, version, refusal)
        return Redirect("/routing/policies", status_code=303)

    @get("/{version:int}/compare")
    async def compare(self, work: CurrentWork, version: FromPath[int], other: Other = 0) -> Response[str]:
        """What a version says otherwise than another: where none is named, than the published one."""
        require(work.actor, Right.READ_POLICIES)
        shown, versions = await policy_view(work, version), await policies(work)
        before = await policy_view(work, other or _usual_other(shown, versions))
        found = differences(work.locale, before.policy, shown.policy)
        return page(work, "routing/compare.html", shown=shown, before=before, differences=found, versions=versions)

    @get("/{version:int}/publish")
    async def ask(self, work: CurrentWork, version: FromPath[int]) -> Response[str]:
        """What a draft says, and what that changes, before it is published."""
        require(work.actor, Right.PUBLISH_POLICIES)
        return await _asked(work, version)

    @post("/{version:int}/publish")
    async def publish(
        self, work: CurrentWork, version: FromPath[int], data: URLEncodedBody[RevisionForm]
    ) -> Response[Any]:
        """The next order follows it."""
        require(work.actor, Right.PUBLISH_POLICIES)
        try:
            await publish_policy(work, version, revision=data.revision)
        except Refused as refusal:
            shown = await policy_view(work, version)
            if shown.state != "published" or shown.revision != data.revision:  # a second tap is answered like the first
                return await _asked(work, version, refusal)
        return Redirect(f"/routing/policies/{version}", status_code=303)


async def _shown(work: Work, version: int, refusal: Refused | None = None) -> Response[str]:
    position = await work.position()
    context = await fragments.one.context(work, version=version)
    return page(
        work,
        "routing/policy.html",
        position=position,
        status=refusal.status if refusal else 200,
        others=[view for view in await policies(work) if view.version != version],
        errors=errors_of(work, refusal),
        **context,
    )


def _usual_other(shown: PolicyView, versions: Sequence[PolicyView]) -> int:
    others = [view for view in versions if view.version != shown.version]
    published = [view.version for view in others if view.state == "published"]
    return next(iter(published or [view.version for view in others]), shown.version)


async def _asked(work: Work, version: int, refusal: Refused | None = None) -> Response[str]:
    shown, before = await policy_view(work, version), await published_view(work)
    return page(
        work,
        "routing/publish.html",
        status=refusal.status if refusal else 200,
        shown=shown,
        before=before,
        doubts=await fragments.doubts_about(work, shown),
        differences=differences(work.locale, before.policy, shown.policy) if before else [],
        errors=errors_of(work, refusal),
    )
