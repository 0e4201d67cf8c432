"""Policies: drafted, changed, published; a published one is never changed, and retired by the next.

A change names the revision that its author read, so that nobody writes over what they have not seen.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import func, select, update

from comptoir.kit.errors import N_, NotFound, Refused
from comptoir.kit.ids import new_id
from comptoir.routing.actions.trying import stop_trials_of
from comptoir.routing.events import PolicyChanged, PolicyDeleted, PolicyPublished
from comptoir.routing.queries.policies import as_document, as_policy
from comptoir.routing.rules.checks import check_policy, policy_from
from comptoir.routing.rules.marks import mark
from comptoir.routing.rules.policy import Policy
from comptoir.routing.rules.standard import STANDARD
from comptoir.routing.tables import RoutingPolicy, RoutingPolicyChange
from comptoir.wiring.work import Work

Edit = Callable[[Policy], Policy]


class Draft(NamedTuple):
    """What a draft is called, and what it says."""

    name: str
    policy: Policy


class NoDraft(Refused):
    slug = "no-draft"
    title = N_("Only a draft can be changed, published or deleted. Make a new one from this version.")


class DraftMovedOn(Refused):
    slug = "draft-moved-on"
    title = N_("Somebody changed this draft since you read it. Read it again first.")


async def draft_policy(work: Work, *, name: str, document: Any) -> int:
    """A new draft. Its version. Raises what `read_policy` refuses."""
    await _one_at_a_time(work)
    latest = (await work.execute(select(func.coalesce(func.max(RoutingPolicy.version), 0)))).scalar_one()
    version = latest + 1
    policy = policy_from(version, document)
    made = {"made_by": work.actor.key, "made_at": work.now, "changed_by": work.actor.key, "changed_at": work.now}
    work.add(RoutingPolicy, version=version, state="draft", name=name, document=as_document(policy), **made)
    _note(work, version, name=name, document=as_document(policy))
    return version


async def change_policy(work: Work, version: int, *, name: str, document: Any, revision: str) -> None:
    """Replace a draft as a whole. Raises NotFound, NoDraft, DraftMovedOn, or what `read_policy` refuses."""
    await _lock_draft(work, version, revision)
    await _write(work, version, name=name, policy=policy_from(version, document))


async def rename_policy(work: Work, version: int, *, name: str) -> None:
    """Call a draft otherwise. Raises NotFound or NoDraft."""
    draft = await _lock_draft(work, version)
    await _write(work, version, name=name, policy=draft.policy)


async def edit_policy(work: Work, version: int, edit: Edit) -> Policy:
    """Change a part of a draft, as it is by now; what it is then.

    Raises NotFound, NoDraft, what the edit refuses, and what `check_policy` does.
    """
    draft = await _lock_draft(work, version)
    policy = edit(draft.policy)
    check_policy(policy)
    if policy != draft.policy:
        await _write(work, version, name=draft.name, policy=policy)
    return policy


async def delete_draft(work: Work, version: int, *, revision: str | None = None) -> None:
    """Take a draft out of sight, for good. Its trials are stopped, and go with it.

    Raises NotFound, NoDraft, and DraftMovedOn where it is no longer of the revision.
    """
    await _lock_draft(work, version, revision)
    await stop_trials_of(work, version)
    deleted = {"state": "deleted", "deleted_by": work.actor.key, "deleted_at": work.now}
    await work.execute(update(RoutingPolicy).where(RoutingPolicy.version == version).values(deleted))
    work.record(PolicyDeleted(version=version))


async def publish_policy(work: Work, version: int, *, revision: str | None = None) -> None:
    """From now on orders follow a draft; the version before is retired.

    Raises NotFound, NoDraft, and DraftMovedOn where it is no longer of the revision.
    """
    await _one_at_a_time(work)
    await _lock_draft(work, version, revision)
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


async def _one_at_a_time(work: Work) -> None:
    """Versions are counted without a gap, and only one is published."""
    await work.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("routing_policies", 0))))


async def _lock_draft(work: Work, version: int, revision: str | None = None) -> Draft:
    columns = RoutingPolicy.state, RoutingPolicy.name, RoutingPolicy.document
    query = select(*columns).where(RoutingPolicy.version == version).with_for_update()
    row = (await work.execute(query)).one_or_none()
    if row is None or row.state == "deleted":
        raise NotFound
    if row.state != "draft":
        raise NoDraft
    policy = as_policy(version, row.document)
    if revision is not None and revision != mark(row.name, policy):
        raise DraftMovedOn
    return Draft(row.name, policy)


async def _write(work: Work, version: int, *, name: str, policy: Policy) -> None:
    said: dict[str, Any] = {"name": name, "document": as_document(policy)}
    changed = {**said, "changed_by": work.actor.key, "changed_at": work.now}
    await work.execute(update(RoutingPolicy).where(RoutingPolicy.version == version).values(changed))
    _note(work, version, **said)


def _note(work: Work, version: int, *, name: str, document: dict[str, Any]) -> None:
    """For the history of the version."""
    said = {"version": version, "name": name, "document": document}
    work.add(RoutingPolicyChange, id=new_id(), **said, by=work.actor.key, at=work.now)
    work.record(PolicyChanged(version=version))
