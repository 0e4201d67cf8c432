"""Policies: drafted, changed, published; a published one is never changed, and retired by the next."""

from typing import Any

import msgspec
from sqlalchemy import func, select, update

from comptoir.kit.errors import N_, NotFound, Refused
from comptoir.routing.events import PolicyChanged, PolicyPublished
from comptoir.routing.queries.policies import as_policy
from comptoir.routing.rules.checks import check_policy
from comptoir.routing.rules.policy import Policy
from comptoir.routing.rules.standard import STANDARD
from comptoir.routing.tables import RoutingPolicy
from comptoir.wiring.work import Work


class NoDraft(Refused):
    slug = "no-draft"
    title = N_("Only a draft can be changed or published. Make a new one from this version.")


async def draft_policy(work: Work, *, name: str, document: dict[str, Any]) -> int:
    """A new draft. Its version. Raises what `check_policy` refuses."""
    await work.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("routing_policies", 0))))
    latest = (await work.execute(select(func.coalesce(func.max(RoutingPolicy.version), 0)))).scalar_one()
    version = latest + 1
    check_policy(as_policy(version, document))
    made = {"made_by": work.actor.key, "made_at": work.now, "changed_by": work.actor.key, "changed_at": work.now}
    work.add(RoutingPolicy, version=version, state="draft", name=name, document=document, **made)
    work.record(PolicyChanged(version=version))
    return version


async def change_policy(work: Work, version: int, *, name: str, document: dict[str, Any]) -> None:
    """Change a draft. Raises NotFound, NoDraft, or what `check_policy` refuses."""
    await _lock_draft(work, version)
    check_policy(as_policy(version, document))
    changed = {"name": name, "document": document, "changed_by": work.actor.key, "changed_at": work.now}
    await work.execute(update(RoutingPolicy).where(RoutingPolicy.version == version).values(changed))
    work.record(PolicyChanged(version=version))


async def publish_policy(work: Work, version: int) -> None:
    """From now on orders follow a draft; the version before is retired. Raises NotFound or NoDraft."""
    await _lock_draft(work, version)
    retired = update(RoutingPolicy).where(RoutingPolicy.state == "published")
    await work.execute(retired.values(state="retired", retired_at=work.now))
    published = {"state": "published", "published_by": work.actor.key, "published_at": work.now}
    await work.execute(update(RoutingPolicy).where(RoutingPolicy.version == version).values(published))
    work.record(PolicyPublished(version=version))


async def publish_standard(work: Work) -> None:
    """The policy that a new chain begins with, where there is none yet."""
    if (await work.execute(select(RoutingPolicy.version).limit(1))).first() is None:
        version = await draft_policy(work, name="Standard", document=as_document(STANDARD))
        await publish_policy(work, version)


def as_document(policy: Policy) -> dict[str, Any]:
    """A policy as it is kept: without its version, which the row has."""
    document = msgspec.to_builtins(policy)
    del document["version"]
    return document


async def _lock_draft(work: Work, version: int) -> None:
    query = select(RoutingPolicy.state).where(RoutingPolicy.version == version).with_for_update()
    state = (await work.execute(query)).scalar_one_or_none()
    if state is None:
        raise NotFound
    if state != "draft":
        raise NoDraft
