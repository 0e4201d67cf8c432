"""What the API of routing policies takes and gives."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from comptoir.routing.queries.policies import PolicyView
from comptoir.wiring.api import Text

Revision = Annotated[str, Meta(pattern="^[0-9a-f]{16}$", description="As it was read.")]
Document = Annotated[
    dict[str, Any], Meta(description="Fits the schema at /api/routing/policy-schema, without `version`.")
]


class DraftBody(msgspec.Struct, forbid_unknown_fields=True):
    """A new draft."""

    name: Text
    document: Document


class ChangeBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a draft is to be. `revision` is that which was read: another's change in between is not written over."""

    name: Text
    document: Document
    revision: Revision


class PublishBody(msgspec.Struct, forbid_unknown_fields=True):
    """Exactly what was read is published."""

    revision: Revision


class PolicySummary(msgspec.Struct):
    """A version of the policy, with who made it what it is."""

    version: int
    state: Literal["draft", "published", "retired"]
    name: str
    revision: str
    made_by: str
    made_at: datetime
    changed_by: str
    changed_at: datetime
    published_by: str | None
    published_at: datetime | None
    retired_at: datetime | None


class PolicyBody(PolicySummary):
    """The same with its rules."""

    document: dict[str, Any]


class PolicyList(msgspec.Struct):
    """All versions, the newest first."""

    policies: list[PolicySummary]


def summary_of(view: PolicyView) -> PolicySummary:
    """A version without its rules."""
    return msgspec.convert(_fields(view), PolicySummary)


def body_of(view: PolicyView) -> PolicyBody:
    """A version as machines see it."""
    return msgspec.convert(_fields(view), PolicyBody)


def _fields(view: PolicyView) -> dict[str, Any]:
    return {**msgspec.structs.asdict(view), "revision": view.revision}
