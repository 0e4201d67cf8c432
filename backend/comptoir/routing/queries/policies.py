"""The policy that holds, and the others."""

from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec
from sqlalchemy import ScalarSelect, select, text

from comptoir.kit.errors import NotFound
from comptoir.routing.rules.marks import mark
from comptoir.routing.rules.policy import Policy
from comptoir.routing.tables import RoutingPolicy
from comptoir.wiring.work import Work


class PolicyView(msgspec.Struct, frozen=True, dict=True):
    """A version of the policy, with who made it what it is, as actors are named in the audit trail."""

    version: int
    state: str
    name: str
    document: dict[str, Any]
    made_by: str
    made_at: datetime
    changed_by: str
    changed_at: datetime
    published_by: str | None
    published_at: datetime | None
    retired_at: datetime | None

    @cached_property
    def policy(self) -> Policy:
        """Its rules."""
        return as_policy(self.version, self.document)

    @cached_property
    def revision(self) -> str:
        """What a change names, so that it is known to be of this."""
        return mark(self.name, self.policy)


COLUMNS = tuple(getattr(RoutingPolicy, name) for name in PolicyView.__struct_fields__)
KEPT = RoutingPolicy.state != "deleted"
_published: dict[int, Policy] = {}


def published_version() -> ScalarSelect[Any]:
    """The version of the policy that holds, for a statement that asks for more; NULL before there is one."""
    return select(RoutingPolicy.version).where(RoutingPolicy.state == "published").scalar_subquery()


async def policies(work: Work) -> list[PolicyView]:
    """All versions, the newest first, without drafts that were deleted."""
    rows = await work.execute(select(*COLUMNS).where(KEPT).order_by(RoutingPolicy.version.desc()))
    return [PolicyView(*row) for row in rows]


async def policy_view(work: Work, version: int) -> PolicyView:
    """One version. Raises NotFound, for a draft that was deleted too."""
    row = (await work.execute(select(*COLUMNS).where(RoutingPolicy.version == version, KEPT))).one_or_none()
    if row is None:
        raise NotFound
    return PolicyView(*row)


async def published_view(work: Work) -> PolicyView | None:
    """The version that orders follow."""
    row = (await work.execute(select(*COLUMNS).where(RoutingPolicy.state == "published"))).one_or_none()
    return PolicyView(*row) if row else None


async def drafts(work: Work) -> list[PolicyView]:
    """Those that may still be changed, the newest first."""
    query = select(*COLUMNS).where(RoutingPolicy.state == "draft").order_by(RoutingPolicy.version.desc())
    return [PolicyView(*row) for row in await work.execute(query)]


async def authors(work: Work) -> dict[str, str]:
    """The names of the people and machines who made, changed or published any version, by how the log names them."""
    rows = await work.execute(_AUTHORS)
    return {row.key: row.name for row in rows}


_AUTHORS = text("""
    WITH authors (key) AS (
        SELECT made_by FROM routing_policies UNION SELECT changed_by FROM routing_policies
        UNION SELECT published_by FROM routing_policies
    )
    SELECT key, name FROM authors JOIN staff ON key = 'staff:' || staff.id
    UNION ALL SELECT key, name FROM authors JOIN api_keys ON key = 'machine:' || api_keys.id
""")


async def policy(work: Work, version: int) -> Policy:
    """The rules of a version that was published: it never changes again, so a process keeps it. Raises NotFound."""
    if version not in _published:
        view = await policy_view(work, version)
        _published[version] = view.policy
    return _published[version]


def forget_policies() -> None:
    """For tests, in which one version can mean several policies."""
    _published.clear()


def as_policy(version: int, document: dict[str, Any]) -> Policy:
    """A policy from how it is kept. Raises msgspec.ValidationError."""
    return msgspec.convert({**document, "version": version}, Policy)


def as_document(policy: Policy) -> dict[str, Any]:
    """A policy as it is kept: without its version, which the row has."""
    document = msgspec.to_builtins(policy)
    del document["version"]
    return document
