"""The door for machines that read, write and publish routing policies."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated, Any

from litestar import Controller, delete, get, post, put
from litestar.params import JSONBody, PathParameter, QueryParameter

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import Invalid
from comptoir.routing.actions import change_policy, delete_draft, draft_policy, publish_policy
from comptoir.routing.api.bodies import (
    ChangeBody,
    DraftBody,
    PolicyBody,
    PolicyList,
    PublishBody,
    body_of,
    summary_of,
)
from comptoir.routing.queries.policies import policies, policy_view
from comptoir.routing.rules.policy import document_schema
from comptoir.wiring.api import AUTH, IdempotencyKey, problems, require_key
from comptoir.wiring.edge import CurrentWork

Version = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
Read = Annotated[str, QueryParameter(pattern="^[0-9a-f]{16}$", description="What was read of it.")]

WRONG = "Not a policy, or one that makes no sense: `field` says where. Or a key that was used otherwise."
WRITES = {"on_400": "Malformed, or without Idempotency-Key.", "on_413": "Larger than the limit.", "on_422": WRONG}
AT_ONE = {"on_404": "No such version."}
NO_DRAFT = "Not a draft, or changed since it was read."


class SchemaApi(Controller):
    """What a policy may say."""

    path = "/api/routing/policy-schema"
    tags = ["Routing"]

    @get(
        operation_id="getPolicySchema",
        summary="Read the schema of policies",
        responses=problems(on_400="Malformed request.", **AUTH),
    )
    async def schema(self, work: CurrentWork) -> dict[str, Any]:
        """JSON Schema (2020-12) of the `document` of a policy."""
        require(work.actor, Right.READ_POLICIES)
        return document_schema()


class PoliciesApi(Controller):
    """The rules by which orders are given to locations, by version."""

    path = "/api/routing/policies"
    tags = ["Routing"]

    @get(operation_id="listPolicies", summary="List policies", responses=problems(on_400="Malformed request.", **AUTH))
    async def list(self, work: CurrentWork) -> PolicyList:
        """The newest first, without their rules; one is published, and orders follow it."""
        require(work.actor, Right.READ_POLICIES)
        return PolicyList([summary_of(view) for view in await policies(work)])

    @get(
        "/{version:int}",
        operation_id="getPolicy",
        summary="Read a policy",
        responses=problems(on_400="Malformed request.", **AT_ONE, **AUTH),
    )
    async def read(self, work: CurrentWork, version: Version) -> PolicyBody:
        """With its rules. Its `revision` is what a change or a publication names."""
        require(work.actor, Right.READ_POLICIES)
        return body_of(await policy_view(work, version))

    @post(operation_id="draftPolicy", summary="Make a draft", responses=problems(**WRITES, **AUTH))
    async def draft(self, work: CurrentWork, data: JSONBody[DraftBody], key: IdempotencyKey = None) -> PolicyBody:
        """Nothing follows it before it is published."""
        require(work.actor, Right.WRITE_POLICIES)
        require_key(key)
        with _within("document"):
            version = await draft_policy(work, name=data.name, document=data.document)
        return body_of(await policy_view(work, version))

    @put(
        "/{version:int}",
        operation_id="changePolicy",
        summary="Change a draft",
        responses=problems(**WRITES, **AT_ONE, on_409=NO_DRAFT, **AUTH),
    )
    async def change(
        self, work: CurrentWork, version: Version, data: JSONBody[ChangeBody], key: IdempotencyKey = None
    ) -> PolicyBody:
        """As a whole, and only where nobody changed it since it was read."""
        require(work.actor, Right.WRITE_POLICIES)
        require_key(key)
        with _within("document"):
            await change_policy(work, version, name=data.name, document=data.document, revision=data.revision)
        return body_of(await policy_view(work, version))

    @delete(
        "/{version:int}",
        operation_id="deletePolicy",
        summary="Delete a draft",
        responses=problems(
            on_400="Malformed, or without Idempotency-Key or `revision`.",
            on_409=NO_DRAFT,
            on_422="A key that was used otherwise.",
            **AT_ONE,
            **AUTH,
        ),
    )
    async def delete(self, work: CurrentWork, version: Version, revision: Read, key: IdempotencyKey = None) -> None:
        """With its trials, and only where nobody changed it since it was read. Its number is not used again."""
        require(work.actor, Right.WRITE_POLICIES)
        require_key(key)
        await delete_draft(work, version, revision=revision)

    @post(
        "/{version:int}/publish",
        status_code=200,
        operation_id="publishPolicy",
        summary="Publish a draft",
        responses=problems(
            on_400="Malformed, or without Idempotency-Key.",
            on_409=NO_DRAFT,
            on_413="Larger than the limit.",
            on_422="A key that was used otherwise.",
            **AT_ONE,
            **AUTH,
        ),
    )
    async def publish(
        self, work: CurrentWork, version: Version, data: JSONBody[PublishBody], key: IdempotencyKey = None
    ) -> PolicyBody:
        """The next order follows it. The version before is retired; what was planned by it stays."""
        require(work.actor, Right.PUBLISH_POLICIES)
        require_key(key)
        await publish_policy(work, version, revision=data.revision)
        return body_of(await policy_view(work, version))


@contextmanager
def _within(part: str) -> Generator[None]:
    """What is refused within a part of the body names its place in the whole."""
    try:
        yield
    except Invalid as refusal:
        refusal.field = f"{part}.{refusal.field}" if refusal.field else part
        raise
