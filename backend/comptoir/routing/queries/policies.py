"""The policy that holds, and the others."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ScalarSelect, select

from comptoir.kit.errors import NotFound
from comptoir.routing.rules.policy import Policy
from comptoir.routing.tables import RoutingPolicy
from comptoir.wiring.work import Work


class PolicyView(msgspec.Struct, frozen=True):
    """A version of the policy, with who made it what it is."""

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


COLUMNS = tuple(getattr(RoutingPolicy, name) for name in PolicyView.__struct_fields__)
_published: dict[int, Policy] = {}


def published_version() -> ScalarSelect[Any]:
    """The version of the policy that holds, for a statement that asks for more; NULL before there is one."""
    return select(RoutingPolicy.version).where(RoutingPolicy.state == "published").scalar_subquery()


async def policies(work: Work) -> list[PolicyView]:
    """All versions, the newest first."""
    rows = await work.execute(select(*COLUMNS).order_by(RoutingPolicy.version.desc()))
    return [PolicyView(*row) for row in rows]


async def policy_view(work: Work, version: int) -> PolicyView:
    """One version. Raises NotFound."""
    row = (await work.execute(select(*COLUMNS).where(RoutingPolicy.version == version))).one_or_none()
    if row is None:
        raise NotFound
    return PolicyView(*row)


async def policy(work: Work, version: int) -> Policy:
    """The rules of a version that was published: it never changes again, so a process keeps it. Raises NotFound."""
    if version not in _published:
        view = await policy_view(work, version)
        _published[version] = as_policy(view.version, view.document)
    return _published[version]


def forget_policies() -> None:
    """For tests, in which one version can mean several policies."""
    _published.clear()


def as_policy(version: int, document: dict[str, Any]) -> Policy:
    """A policy from how it is kept. Raises msgspec.ValidationError."""
    return msgspec.convert({**document, "version": version}, Policy)
